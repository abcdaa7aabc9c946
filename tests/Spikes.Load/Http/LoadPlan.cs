namespace Spikes.Load.Http;

/// <summary>One run: how many connections send what, for how long.</summary>
internal sealed record LoadPlan(Uri Server, RequestSet Set, int Connections, TimeSpan WarmUp, TimeSpan Measured)
{
    /// <summary>The run ends early after so many requests, so that no run fills the disk. Default 20 million.</summary>
    public long MaxRequests { get; init; } = 20_000_000;
}
