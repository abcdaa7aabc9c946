using Spikes.Load.Http;

namespace Spikes.Load.Measuring;

/// <summary>Requests to one server.</summary>
/// <param name="what">For the table.</param>
/// <param name="server">Its address.</param>
/// <param name="set">What is sent.</param>
/// <param name="connections">How many send at once.</param>
/// <param name="owned">Ends with this; null when the server is somebody else's.</param>
/// <param name="time">The clock.</param>
internal sealed class HttpLoad(string what, Uri server, RequestSet set, int connections, IAsyncDisposable? owned, TimeProvider time) : IMeasured
{
    public string What => what;

    public async Task<Sample> MeasureAsync(TimeSpan warmUp, TimeSpan measured) =>
        Sample.Of(await LoadRun.RunAsync(new LoadPlan(server, set, connections, warmUp, measured), time));

    public ValueTask DisposeAsync() => owned?.DisposeAsync() ?? ValueTask.CompletedTask;
}
