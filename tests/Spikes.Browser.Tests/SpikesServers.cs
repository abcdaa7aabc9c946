using System.Text.Json.Nodes;
using Spikes.Browser.Tests;

[assembly: AssemblyFixture(typeof(SpikesServers))]

namespace Spikes.Browser.Tests;

/// <summary>The program as real processes: one as it comes, one with a content origin.</summary>
public sealed class SpikesServers : IAsyncLifetime
{
    private static readonly string[] NoLimits = [.. UnlimitedRates.Settings, "--Spikes:Limits:FreeShares=1000"];

    private readonly TestDirectory _data = new();
    private SpikesProcess? _plain;
    private SpikesProcess? _split;

    /// <summary>Shares run sandboxed on the public origin.</summary>
    public SpikesProcess Plain => _plain!;

    /// <summary>Shares have an origin of their own: the public one is <c>localhost</c>, theirs is <c>127.0.0.1</c>.</summary>
    public SpikesProcess Split => _split!;

    /// <summary>The tiers of accounts of <see cref="Plain"/>.</summary>
    public TierRows PlainTiers => TierRows.Local(_data["plain"]);

    /// <summary>The tiers of accounts of <see cref="Split"/>.</summary>
    public TierRows SplitTiers => TierRows.Local(_data["split"]);

    /// <summary>Another process, for tests that need a setting or kill it.</summary>
    public static Task<SpikesProcess> StartAsync(TestDirectory data, params string[] settings) =>
        SpikesProcess.StartAsync(data["data"], [.. NoLimits, .. settings]);

    /// <summary>The spikes of a share as everybody reads them, oldest first.</summary>
    public static async Task<JsonNode[]> SpikesOfAsync(SpikesApp app, SampleShare share)
    {
        var list = (await app.GetAsync("/spikes?project=" + share.Slug)).Is(200);
        return [.. list["data"]!.AsArray().Select(spike => spike!).Reverse()];
    }

    public SpikesApp NewApp() => new(Plain.Address);

    /// <summary>A client of the process with a content origin, which has its API on the public one only.</summary>
    public SpikesApp NewSplitApp() => new(new UriBuilder(Split.Address) { Host = "localhost" }.Uri);

    public async ValueTask InitializeAsync()
    {
        var port = LoopbackPort.Free();
        var starts = await Task.WhenAll(
            SpikesProcess.StartAsync(_data["plain"], NoLimits),
            SpikesProcess.StartAsync(_data["split"],
            [
                .. NoLimits, "--urls", $"http://127.0.0.1:{port}",
                $"--Spikes:PublicUrl=http://localhost:{port}", $"--Spikes:ContentUrl=http://127.0.0.1:{port}",
            ]));
        (_plain, _split) = (starts[0], starts[1]);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var process in new[] { _plain, _split })
        {
            if (process is not null)
                await process.DisposeAsync();
        }

        _data.Dispose();
    }
}
