using Microsoft.Data.Sqlite;
using Spikes.Grains.Billing;

namespace Spikes.Silo.Storage.Sqlite;

/// <summary>Rows of meters, inside the writer's transaction: there is one writer, so what it reads stays true.</summary>
internal static class SqliteMeters
{
    private static readonly string SelectAgent =
        "SELECT coalesce(m.month, 0), coalesce(m.spikes, 0), coalesce(m.shares, 0) FROM accounts a LEFT JOIN meters m ON m.id = a.id "
        + $"WHERE a.id = @id AND {AccountRecords.IsAgent}";

    private const string SelectKey =
        "SELECT coalesce(m.month, 0), coalesce(m.spikes, 0), coalesce(m.shares, 0), k.monthly_cap_cents FROM api_keys k "
        + "LEFT JOIN meters m ON m.id = k.key_id WHERE k.key_id = @id AND k.owner = @owner";

    private const string Write =
        "INSERT INTO meters (id, month, spikes, shares) VALUES (@id, @month, @spikes, @shares) "
        + "ON CONFLICT (id) DO UPDATE SET month = excluded.month, spikes = excluded.spikes, shares = excluded.shares";

    /// <summary>What decides about a write that an account may pay for; null when it is no agent.</summary>
    /// <param name="session">In the writer's transaction.</param>
    /// <param name="payer">The account.</param>
    /// <param name="keyId">The key whose cap counts if it is the payer's, or null.</param>
    public static Budget? Find(SqliteSession session, string payer, string? keyId)
    {
        if (session.Single<Meter?>(SelectAgent, row => ReadMeter(row), ("@id", payer)) is not { } used) return null;

        var budget = new Budget();
        budget.AddAgent(payer);
        budget.AddMeter(payer, used);
        if (keyId is null) return budget;

        session.Each(
            SelectKey,
            row =>
            {
                budget.AddMeter(keyId, ReadMeter(row));
                budget.AddKey(keyId, new BudgetKey(payer, row.IsDBNull(3) ? null : row.GetInt32(3)));
                return true;
            },
            ("@id", keyId),
            ("@owner", payer));
        return budget;
    }

    /// <summary>Writes what was charged.</summary>
    public static void Store(SqliteSession session, Budget budget)
    {
        foreach (var (id, meter) in budget.Changes)
            session.Execute(Write, ("@id", id), ("@month", meter.Month), ("@spikes", meter.Spikes), ("@shares", meter.Shares));
    }

    private static Meter ReadMeter(SqliteDataReader row) => new(row.GetInt32(0), row.GetInt64(1), row.GetInt64(2));
}
