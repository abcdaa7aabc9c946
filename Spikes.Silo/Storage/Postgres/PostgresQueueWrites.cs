using Spikes.Grains.Interfaces.Users;

namespace Spikes.Silo.Storage.Postgres;

/// <summary>What the outboxes write.</summary>
internal static class PostgresQueueWrites
{
    /// <summary>Runs one statement as a transaction of its own.</summary>
    /// <exception cref="IOException">The database refused or was away.</exception>
    public static async Task ExecuteAsync(
        this PostgresDatabase database, string text, CancellationToken cancellationToken, params object?[] values) =>
        QueueOutcomes.Require(await database.WriteAsync<Done>(
            async (sql, token) =>
            {
                await sql.ExecuteAsync(text, token, values);
                return Done.Value;
            },
            cancellationToken));
}
