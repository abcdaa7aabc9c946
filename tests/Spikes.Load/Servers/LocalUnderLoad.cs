using Spikes.Load.Http;
using Spikes.Load.Measuring;
using Spikes.Load.Yardsticks;

namespace Spikes.Load.Servers;

/// <summary>Local mode: one process, one folder.</summary>
internal sealed class LocalUnderLoad : IServerUnderLoad
{
    private readonly TestDirectory _data;
    private readonly SpikesProcess _process;

    private readonly int _connections;

    private LocalUnderLoad(TestDirectory data, SpikesProcess process, int connections) =>
        (_data, _process, _connections) = (data, process, connections);

    public Uri Address => _process.Address;

    public string Name => "Local mode";

    public static async Task<LocalUnderLoad> StartAsync(LoadOptions options)
    {
        var data = new TestDirectory();
        return new(data, await SpikesProcess.StartAsync(data["data"], [.. IServerUnderLoad.Settings]), options.Connections);
    }

    public TierRows Tiers => TierRows.Local(_data["data"]);

    public SpikesApp NewApp() => new(Address);

    public Task<IReadOnlyList<IMeasured>> WritersAsync(Func<Uri, RequestSet> set) =>
        Task.FromResult<IReadOnlyList<IMeasured>>([new SqliteCommits(1, TimeProvider.System), new SqliteCommits(_connections, TimeProvider.System)]);

    public async ValueTask DisposeAsync()
    {
        await _process.DisposeAsync();
        _data.Dispose();
    }
}
