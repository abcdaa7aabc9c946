using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Spikes.Silo.Storage.Sqlite;

/// <summary>
/// Opens the storage before the silo starts and closes it after the silo has stopped, so that no grain ever meets a closed one.
/// </summary>
internal sealed class SqliteStorageService(
    SqliteDatabase database, SqliteWriter writer, TimeProvider timeProvider, ILogger<SqliteStorageService> logger) : IHostedService
{
    private static readonly TimeSpan MaxStop = TimeSpan.FromSeconds(10);

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        using (var session = database.OpenWriter())
        {
            SqliteLog.Opened(logger, SqliteMigrator.Apply(session, SqliteMigrator.Embedded(), timeProvider));

            // No upload outlives the process that takes it.
            ShareContents.DiscardAll(session);
        }

        writer.Start();
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        // Not the host's token: when others have used up its time, what was accepted is still written.
        try
        {
            await writer.StopAsync().WaitAsync(MaxStop, timeProvider, CancellationToken.None);
        }
        catch (TimeoutException)
        {
            SqliteLog.StopTimedOut(logger);
        }
    }
}
