using System.Collections.Concurrent;
using Spikes.Contract.Tests;
using Xunit;

[assembly: AssemblyFixture(typeof(SpikesServer))]

namespace Spikes.Contract.Tests;

/// <summary>The program as real processes, one for each set of settings, for all tests of this assembly.</summary>
public sealed class SpikesServer : IAsyncLifetime
{
    /// <summary>The upload limit of the process for small uploads.</summary>
    public const int SmallUploadBytes = 100_000;

    private static readonly string[] NoLimits =
    [
        .. new[]
        {
            "SpikesPerMinutePerIp", "AuthenticatedSpikesPerMinute", "SharesPerMinutePerToken",
            "LoginsPer15MinutesPerEmail", "LoginsPerHourPerIp", "VerificationsPerMinutePerIp",
        }.Select(limit => $"--Spikes:RateLimits:{limit}=0"),
    ];

    private readonly TestDirectory _data = new();
    private readonly ConcurrentDictionary<string, Lazy<Task<SpikesProcess>>> _others = new();
    private SpikesProcess _limited = null!;
    private SpikesProcess _unlimited = null!;
    private SpikesProcess _small = null!;

    public string AdminToken => _limited.AdminToken;

    public Uri Address => _limited.Address;

    /// <summary>A client with an address of its own.</summary>
    /// <param name="unlimited">True for the process without rate limits.</param>
    /// <param name="smallUploads">True for the process that takes small uploads only.</param>
    public SpikesApp NewApp(bool unlimited = false, bool smallUploads = false)
    {
        var process = smallUploads ? _small : unlimited ? _unlimited : _limited;
        return new SpikesApp(process.Address, process.AdminToken);
    }

    /// <summary>A process with settings of its own, started when the first test asks for it, shared by all that ask by this name.</summary>
    public Task<SpikesProcess> OtherAsync(string name, params string[] settings) => _others.GetOrAdd(
        name, _ => new Lazy<Task<SpikesProcess>>(() => SpikesProcess.StartAsync(Path.Combine(_data.Path, name), settings))).Value;

    /// <summary>A file that lives as long as the processes.</summary>
    public string WriteFile(string name, string content) => _data.WriteFile(name, content);

    public async ValueTask InitializeAsync()
    {
        var starts = await Task.WhenAll(
            StartAsync("limited"),
            StartAsync("unlimited", NoLimits),
            StartAsync("small", [.. NoLimits, "--Spikes:Limits:MaxUploadBytes=" + SmallUploadBytes]));
        (_limited, _unlimited, _small) = (starts[0], starts[1], starts[2]);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var process in new[] { _limited, _unlimited, _small })
            await process.DisposeAsync();
        foreach (var other in _others.Values)
            await DisposeAsync(other.Value);
        _data.Dispose();
    }

    private static async Task DisposeAsync(Task<SpikesProcess> start)
    {
        // A start that failed has failed the tests that asked for it, and left nothing to end.
        await Task.WhenAny(start);
        if (start.IsCompletedSuccessfully)
            await start.Result.DisposeAsync();
    }

    // Loopback counts as a proxy, so that each client can have an address of its own.
    private Task<SpikesProcess> StartAsync(string name, params string[] settings) =>
        SpikesProcess.StartAsync(Path.Combine(_data.Path, name), ["--Spikes:TrustedProxies:0=127.0.0.0/8", .. settings]);
}
