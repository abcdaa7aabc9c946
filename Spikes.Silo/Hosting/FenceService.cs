using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Spikes.Gateway.Configuration;
using Spikes.Grains.Cluster;
using Spikes.Grains.Storage;
using Spikes.Silo.Storage.Postgres;

namespace Spikes.Silo.Hosting;

/// <summary>
/// Ends a silo that lost the database while another silo still has it: other silos find it well and leave it its shares, which nobody
/// can post to. When nobody has the database, everyone waits for it. The end is abrupt: without the database a silo can neither store what
/// waits nor strike itself off, and its probe has told load balancers for seconds to look elsewhere.
/// </summary>
/// <param name="endProcess">Ends the process at once; it is given what a person is to be told.</param>
internal sealed partial class FenceService(
    PostgresPing database,
    ISiloPeers peers,
    ClusterOptions options,
    Action<string> endProcess,
    TimeProvider clock,
    ILogger<FenceService> logger) : BackgroundService, IStorageWatch
{
    private volatile bool _isReachable = true;

    public bool IsReachable => _isReachable;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var alone = 0;
        using var timer = new PeriodicTimer(options.DatabaseProbePeriod, clock);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                // Only looks at which another silo had it count: after an outage one silo is always the first to have it back.
                if (await IsAloneAsync(stoppingToken) is not { } isAlone)
                    continue;
                alone = isAlone ? alone + 1 : 0;
                if (alone < options.MissedDatabaseProbes)
                    continue;
                endProcess($"The database has not answered {alone} times, but it answers another silo: this silo ends");
                return;
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
        }
    }

    /// <summary>Whether another silo has the database and this one not; null when that could not be found out.</summary>
    private async Task<bool?> IsAloneAsync(CancellationToken stoppingToken)
    {
        try
        {
            _isReachable = await database.IsAnsweredAsync(options.DatabaseProbePeriod, stoppingToken);
            return !_isReachable && await peers.AnyReachesStorageAsync();
        }
#pragma warning disable CA1031 // A fault that nobody foresaw ends neither the looks nor the silo.
        catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
#pragma warning restore CA1031
        {
            _isReachable = false;
            Failed(logger, exception);
            return null;
        }
    }

    [LoggerMessage(1, LogLevel.Error, "It could not be found out whether the database answers; the next look tries again")]
    private static partial void Failed(ILogger logger, Exception exception);
}
