using Spikes.Load.Http;

namespace Spikes.Load.Measuring;

/// <summary>Requests to one server, which ends with it.</summary>
internal sealed class HttpLoad(string what, Uri server, RequestSet set, int connections, IAsyncDisposable owned, TimeProvider time) : IMeasured
{
    public string What => what;

    public async Task<Sample> MeasureAsync(TimeSpan warmUp, TimeSpan measured) =>
        Sample.Of(await LoadRun.RunAsync(new LoadPlan(server, set, connections, warmUp, measured), time));

    public ValueTask DisposeAsync() => owned.DisposeAsync();
}
