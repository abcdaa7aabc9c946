using Spikes.Grains.Interfaces.Outcomes;
using Spikes.Grains.Interfaces.Users;

namespace Spikes.Silo.Storage.Sqlite;

/// <summary>Tells whether the storage answers; for <c>/health/ready</c>.</summary>
internal sealed class SqliteReadiness(SqliteWriter writer, TimeProvider timeProvider)
{
    private static readonly TimeSpan MaxWait = TimeSpan.FromSeconds(2);

    /// <summary>True when the writer's thread takes its turn and gets the lock within two seconds; nothing is written.</summary>
    public async Task<bool> IsWritableAsync(CancellationToken cancellationToken)
    {
        try
        {
            var probe = writer.WriteAsync<Done>(
                session => session.Exists("SELECT 1 FROM schema_migrations") ? Done.Value : Refusal.Unavailable, cancellationToken);
            return (await probe.WaitAsync(MaxWait, timeProvider, cancellationToken)).IsSuccess(out _, out _);
        }
        catch (TimeoutException)
        {
            return false;
        }
    }
}
