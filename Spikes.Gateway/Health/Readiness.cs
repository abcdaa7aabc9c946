using Microsoft.Extensions.Hosting;
using Spikes.Grains.Interfaces.Spikes;

namespace Spikes.Gateway.Health;

/// <summary>Whether a request would be served: a grain answers, the database answers and is no standby, and no shutdown has begun.</summary>
internal sealed class Readiness(IGrainFactory grains, IHostApplicationLifetime lifetime, TimeProvider clock)
{
    private static readonly TimeSpan MaxTime = TimeSpan.FromSeconds(2);

    public async Task<bool> IsReadyAsync(CancellationToken cancellationToken)
    {
        if (lifetime.ApplicationStopping.IsCancellationRequested)
            return false;
        try
        {
            var reader = grains.GetGrain<ISpikeReaderGrain>(ISpikeReaderGrain.Key);
            var probe = reader.ProbeAsync(cancellationToken).AsTask();
            return (await probe.WaitAsync(MaxTime, clock, cancellationToken)).IsSuccess(out _, out _);
        }
        catch (Exception fault) when (fault is TimeoutException or OrleansException)
        {
            return false;
        }
    }
}
