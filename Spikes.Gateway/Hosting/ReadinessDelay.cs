using Microsoft.Extensions.Hosting;

namespace Spikes.Gateway.Hosting;

/// <summary>
/// Holds a stop back for a while: readiness is red already, requests are still served, and load balancers get the time to look elsewhere.
/// </summary>
internal sealed class ReadinessDelay(TimeSpan delay, TimeProvider clock) : IHostedLifecycleService
{
    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.Delay(delay, clock, cancellationToken);

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
