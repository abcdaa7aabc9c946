using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Spikes.Silo.Storage.Postgres;

/// <summary>
/// Starts the committer before the silo and stops it after the silo, so that no grain ever meets a stopped one: hosted services stop in
/// the reverse order of their registration.
/// </summary>
internal sealed class PostgresStorageService(
    PostgresCommitter committer, TimeProvider timeProvider, ILogger<PostgresStorageService> logger) : IHostedService
{
    private static readonly TimeSpan MaxStop = TimeSpan.FromSeconds(10);

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        committer.Start();
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        // Not the host's token: when others have used up its time, what was accepted is still stored.
        try
        {
            await committer.StopAsync().WaitAsync(MaxStop, timeProvider, CancellationToken.None);
        }
        catch (TimeoutException)
        {
            committer.Abandon();
            PostgresLog.StopTimedOut(logger);
        }
    }
}
