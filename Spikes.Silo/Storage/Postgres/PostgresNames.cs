using Npgsql;
using Spikes.Grains.Interfaces.Projects;

namespace Spikes.Silo.Storage.Postgres;

/// <summary>Gives names to stores, in the transaction that makes the store.</summary>
internal static class PostgresNames
{
    /// <summary>
    /// Takes the lock of the store that a name means until now: a spike on its way there commits before, or meets the new name.
    /// </summary>
    public static Task LockAsync(NpgsqlConnection sql, string name, CancellationToken token) => sql.ExecuteAsync(
        "SELECT pg_advisory_xact_lock(hashtextextended($1, 0))", token, StoreKey.Unregistered(name).ToString());

    /// <summary>Gives a name that <see cref="LockAsync"/> has locked. False when another store has it.</summary>
    public static async Task<bool> TryTakeAsync(NpgsqlConnection sql, string name, StoreKey store, CancellationToken token) =>
        await sql.ExecuteAsync("INSERT INTO names (name, store) VALUES ($1, $2) ON CONFLICT DO NOTHING", token, name, store.ToString()) == 1;
}
