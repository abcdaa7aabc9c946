using System.Collections.Concurrent;

namespace Spikes.Contract.Tests.Modes;

/// <summary>Local mode: a process and a folder for each set of settings.</summary>
internal sealed class LocalMode : ITestedMode
{
    private readonly TestDirectory _data = new();
    private readonly ConcurrentBag<SpikesProcess> _processes = [];

    public Task<Front> StartAsync(string name, params string[] settings) => StartLaterAsync(name, address: null, settings);

    public async Task<Front> StartLaterAsync(string name, Uri? address, params string[] settings)
    {
        string[] listen = address is null ? [] : ["--urls", address.GetLeftPart(UriPartial.Authority)];
        var process = await SpikesProcess.StartAsync(_data[name], [.. listen, .. settings]);
        _processes.Add(process);
        var publicUrl = FormattableString.Invariant($"http://localhost:{process.Address.Port}");
        return new Front([process.Address], publicUrl, process.AdminToken, Mails: null, TierRows.Local(_data[name]));
    }

    public Task<Front> StartApartAsync(string name, params string[] settings) => StartLaterAsync(name, address: null, settings);

    public async ValueTask DisposeAsync()
    {
        foreach (var process in _processes)
            await process.DisposeAsync();
        _data.Dispose();
    }
}
