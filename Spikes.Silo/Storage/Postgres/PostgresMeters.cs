using Npgsql;
using Spikes.Grains.Billing;
using Spikes.Grains.Interfaces.Outcomes;
using Spikes.Grains.Interfaces.Shares;

namespace Spikes.Silo.Storage.Postgres;

/// <summary>
/// Rows of meters. Every transaction locks them last, in the order of their ids: who waits for one holds nothing that its holder still
/// needs.
/// </summary>
internal static class PostgresMeters
{
    /// <summary>
    /// Makes the missing meters of agents ($1), of accounts that may be agents ($2), and of the keys ($3) of either. In order: two
    /// transactions that make the same rows wait for each other, never in a circle.
    /// </summary>
    public static readonly string Make =
        "INSERT INTO meters (id, month) SELECT n.id, 0 FROM (SELECT p.id FROM unnest($1) AS p(id) "
        + $"UNION ALL SELECT a.id FROM accounts a WHERE a.id = ANY($2) AND {AccountRecords.IsAgent} "
        + "UNION ALL SELECT k.id FROM unnest($3) AS k(id) WHERE (SELECT w.owner = ANY($1) OR (w.owner = ANY($2) "
        + $"AND (SELECT {AccountRecords.IsAgent} FROM accounts a WHERE a.id = w.owner)) FROM api_keys w WHERE w.key_id = k.id)) AS n "
        + "ORDER BY n.id ON CONFLICT DO NOTHING";

    /// <summary>Locks and reads meters.</summary>
    public const string Lock = "SELECT m.id, m.month, m.spikes, m.shares FROM meters m WHERE m.id = ANY($1) ORDER BY m.id FOR UPDATE";

    /// <summary>As <see cref="Lock"/>, without those that another transaction holds; <see cref="SelectIds"/> tells which were left out.</summary>
    public const string LockFree = Lock + " SKIP LOCKED";

    /// <summary>Which meters there are.</summary>
    public const string SelectIds = "SELECT m.id FROM meters m WHERE m.id = ANY($1)";

    /// <summary>Which accounts are agents. After the lock: the tier that holds now decides.</summary>
    public static readonly string SelectAgents = $"SELECT a.id FROM accounts a WHERE a.id = ANY($1) AND {AccountRecords.IsAgent}";

    /// <summary>Keys and their caps. After the lock: a cap that was lowered while this transaction waited holds for it.</summary>
    public const string SelectKeys =
        "SELECT k.key_id, k.owner, k.monthly_cap_cents FROM api_keys k WHERE k.key_id = ANY($1) AND k.owner IS NOT NULL";

    /// <summary>Writes what locked meters say now.</summary>
    public const string Update =
        "UPDATE meters AS m SET month = c.month, spikes = c.spikes, shares = c.shares "
        + "FROM unnest($1, $2, $3, $4) AS c(id, month, spikes, shares) WHERE m.id = c.id";

    /// <summary>Adds a row of <see cref="Lock"/>.</summary>
    public static void ReadMeter(NpgsqlDataReader row, Budget budget) =>
        budget.AddMeter(row.GetString(0), new Meter(row.GetInt32(1), row.GetInt64(2), row.GetInt64(3)));

    /// <summary>Adds a row of <see cref="SelectIds"/>, after those of <see cref="LockFree"/>.</summary>
    public static void ReadId(NpgsqlDataReader row, Budget budget) => budget.AddHeld(row.GetString(0));

    /// <summary>Adds a row of <see cref="SelectAgents"/>.</summary>
    public static void ReadAgent(NpgsqlDataReader row, Budget budget) => budget.AddAgent(row.GetString(0));

    /// <summary>Adds a row of <see cref="SelectKeys"/>.</summary>
    public static void ReadKey(NpgsqlDataReader row, Budget budget) =>
        budget.AddKey(row.GetString(0), new BudgetKey(row.GetString(1), row.IsDBNull(2) ? null : row.GetInt32(2)));

    /// <summary>Charges a share to its owner, as the last step of its transaction; the refusal when the key's cap does not allow it.</summary>
    public static async Task<Refusal?> ChargeShareAsync(NpgsqlConnection sql, CreateShare command, DateTimeOffset now, CancellationToken token)
    {
        string[] owner = [command.Owner.Value];
        string[] keys = command.KeyId is { } keyId ? [keyId] : [];
        var budget = new Budget();
        if (!await ReadAsync(SelectAgents, ReadAgent, owner)) return null;

        await sql.ExecuteAsync(Make, token, owner, Array.Empty<string>(), keys);
        await ReadAsync(Lock, ReadMeter, [.. owner, .. keys]);
        await ReadAsync(SelectKeys, ReadKey, keys);
        if (!budget.TryCharge(command.Owner.Value, command.KeyId, PaidWrite.Share, Meter.MonthOf(now))) return BudgetRules.Exceeded;

        var moved = budget.Changes;
        await sql.ExecuteAsync(
            Update,
            token,
            moved.Select(meter => meter.Key).ToArray(),
            moved.Select(meter => meter.Value.Month).ToArray(),
            moved.Select(meter => meter.Value.Spikes).ToArray(),
            moved.Select(meter => meter.Value.Shares).ToArray());
        return null;

        async Task<bool> ReadAsync(string select, Action<NpgsqlDataReader, Budget> read, string[] ids)
        {
            var rows = await sql.ListAsync(
                select,
                row =>
                {
                    read(row, budget);
                    return true;
                },
                token,
                [ids]);
            return rows.Count > 0;
        }
    }
}
