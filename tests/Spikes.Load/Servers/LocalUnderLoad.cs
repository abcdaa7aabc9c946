using Spikes.Load.Http;
using Spikes.Load.Measuring;
using Spikes.Load.Yardsticks;

namespace Spikes.Load.Servers;

/// <summary>Local mode: one process, one folder.</summary>
internal sealed class LocalUnderLoad : IServerUnderLoad
{
    private readonly TestDirectory _data;
    private readonly SpikesProcess _process;

    private LocalUnderLoad(TestDirectory data, SpikesProcess process) => (_data, _process) = (data, process);

    public Uri Address => _process.Address;

    public string Name => "Local mode";

    public static async Task<LocalUnderLoad> StartAsync()
    {
        var data = new TestDirectory();
        return new(data, await SpikesProcess.StartAsync(data["data"], [.. UnlimitedRates.Settings]));
    }

    public SpikesApp NewApp() => new(Address);

    public Task<IReadOnlyList<IMeasured>> WritersAsync(Func<Uri, RequestSet> set) =>
        Task.FromResult<IReadOnlyList<IMeasured>>([new SqliteCommits(TimeProvider.System)]);

    public async ValueTask DisposeAsync()
    {
        await _process.DisposeAsync();
        _data.Dispose();
    }
}
