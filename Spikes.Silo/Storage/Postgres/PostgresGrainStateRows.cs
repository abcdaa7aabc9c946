using Spikes.Grains.Interfaces.Outcomes;
using Spikes.Grains.Interfaces.Users;
using Spikes.Grains.Storage;

namespace Spikes.Silo.Storage.Postgres;

/// <summary>Removes old grain state. Several silos do so at once without waiting for each other.</summary>
internal sealed class PostgresGrainStateRows(PostgresDatabase database) : IGrainStateRows
{
    private const int MaxRemoved = 1000;

    /// <summary>Removes up to so many rows of a kind.</summary>
    public const string Remove =
        "DELETE FROM OrleansStorage WHERE ctid = ANY(ARRAY(SELECT ctid FROM OrleansStorage "
        + "WHERE split_part(GrainIdExtensionString, '/', 1) = $1 AND WrittenAt < $2 LIMIT $3 FOR UPDATE SKIP LOCKED))";

    public async Task<Outcome<Done>> RemoveAsync(string kind, DateTimeOffset before, CancellationToken cancellationToken)
    {
        Step step;
        do
        {
            var removed = await database.WriteAsync<Step>(
                async (sql, token) => new Step(await sql.ExecuteAsync(Remove, token, kind, before.ToUniversalTime(), MaxRemoved)),
                cancellationToken);
            if (!removed.IsSuccess(out step!, out var refusal)) return refusal;
        }
        while (step.Rows == MaxRemoved);

        return Done.Value;
    }

    private sealed record Step(int Rows);
}
