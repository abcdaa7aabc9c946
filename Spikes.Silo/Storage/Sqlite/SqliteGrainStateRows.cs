using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;
using Spikes.Grains.Interfaces.Outcomes;
using Spikes.Grains.Interfaces.Users;
using Spikes.Grains.Storage;

namespace Spikes.Silo.Storage.Sqlite;

/// <summary>Removes old grain state, on the caller's thread.</summary>
internal sealed class SqliteGrainStateRows(string dataDirectory, ILogger<SqliteGrainStateRows> logger) : IGrainStateRows
{
    private const int MaxRemoved = 1000;

    private const string Remove =
        "DELETE FROM OrleansStorage WHERE rowid IN (SELECT rowid FROM OrleansStorage "
        + "WHERE substr(GrainIdExtensionString, 1, instr(GrainIdExtensionString, '/') - 1) = @kind AND WrittenAt < @before LIMIT @limit)";

    public Task<Outcome<Done>> RemoveAsync(string kind, DateTimeOffset before, CancellationToken cancellationToken)
    {
        try
        {
            using var session = new SqliteSession(new SqliteConnection(SqliteGrainSchema.ConnectionString(dataDirectory)));
            session.Open();
            var seconds = before.ToUnixTimeSeconds();
            while (session.Execute(Remove, ("@kind", kind), ("@before", seconds), ("@limit", MaxRemoved)) == MaxRemoved)
                cancellationToken.ThrowIfCancellationRequested();
            return Task.FromResult<Outcome<Done>>(Done.Value);
        }
        catch (SqliteException exception)
        {
            SqliteLog.StateNotRemoved(logger, exception);
            return Task.FromResult<Outcome<Done>>(Refusal.Unavailable);
        }
    }
}
