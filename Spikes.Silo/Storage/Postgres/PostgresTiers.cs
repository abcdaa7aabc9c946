using Npgsql;
using Spikes.Grains.Billing;
using Spikes.Grains.Interfaces.Users;
using Spikes.Grains.Storage;

namespace Spikes.Silo.Storage.Postgres;

/// <summary>
/// Changes of tiers, each inside one transaction. Shares are locked before accounts and in the order of the committer, as when a share is
/// deleted or a key is linked: otherwise two transactions could wait for each other.
/// </summary>
internal static class PostgresTiers
{
    /// <summary>The most graces that end in one transaction: it locks all shares of theirs that have a webhook, and posts wait for those.</summary>
    public const int MaxEnded = 10;

    /// <summary>Few rows are sorted: without it the planner would rather walk a whole table in the order of its keys.</summary>
    public const string PlanWithSort = "SET LOCAL enable_sort = on";

    /// <summary>Locks the shares with a webhook of some owners.</summary>
    public const string LockWebhooks = "SELECT 1 FROM shares WHERE " + HasWebhook + " ORDER BY id FOR UPDATE";

    /// <summary>Ends the graces of some accounts that are over; what somebody else holds is passed over.</summary>
    public const string EndGraces = "UPDATE accounts SET tier = 0, grace_ends_at = NULL WHERE id IN (SELECT id FROM accounts "
        + "WHERE id = ANY($1) AND grace_ends_at <= $2 ORDER BY id FOR UPDATE SKIP LOCKED) RETURNING id";

    private const string GraceIsOver = "id = $1 AND grace_ends_at <= $2";

    private const string HasWebhook = "owner = ANY($1) AND (webhook_url IS NOT NULL OR webhook_secret IS NOT NULL)";

    private const string Leave =
        "UPDATE accounts SET stripe_customer = NULL, tier = 0, grace_ends_at = NULL WHERE id = $1 AND stripe_customer = $2";

    // Another customer may pay for the account by now: then nothing that is told of this one changes its tier. What is so already is left.
    private const string Give = "INSERT INTO accounts AS a (id, tier, grace_ends_at) VALUES ($1, $2, $3) "
        + "ON CONFLICT (id) DO UPDATE SET tier = excluded.tier, grace_ends_at = excluded.grace_ends_at "
        + "WHERE (a.stripe_customer IS NULL OR $4::text IS NULL OR a.stripe_customer = $4) "
        + "AND (a.tier, a.grace_ends_at) IS DISTINCT FROM (excluded.tier, excluded.grace_ends_at)";

    /// <summary>
    /// Writes down whom an event links and what tier it gives, and says whose tier is another one by that. A grace that was over by then
    /// without anybody having come to it, as after an outage, is ended first: who pays too late has lost his webhooks all the same.
    /// </summary>
    public static async Task<AppliedEvent> ChangeAsync(
        NpgsqlConnection sql, string customerId, StripeChange change, DateTimeOffset now, CancellationToken token)
    {
        var instant = now.ToUnixTimeMilliseconds();
        var isOver = change.Gives is { } payee
            && await sql.NumberAsync("SELECT grace_ends_at FROM accounts WHERE " + GraceIsOver, token, payee.Value, instant) is not null;
        string?[] mayBeFreed = [isOver || AccountRecords.IsDowngrade(change) ? change.Gives?.Value : null, change.Left?.Value];
        await LockWebhooksAsync(sql, [.. mayBeFreed.OfType<string>()], token);
        var isEnded = isOver && await sql.ExecuteAsync(
            "UPDATE accounts SET tier = 0, grace_ends_at = NULL WHERE " + GraceIsOver, token, change.Gives!.Value.Value, instant) > 0;
        // Unless it has another customer by now.
        var left = change.Left is { } payer && await sql.ExecuteAsync(Leave, token, payer.Value, customerId) > 0 ? change.Left : null;

        var stripeCustomer = AccountRecords.CustomerOf(customerId);
        if (change is { IsLinked: true, Account: { } linked } && stripeCustomer is not null)
        {
            await sql.ExecuteAsync(
                "INSERT INTO accounts (id, stripe_customer) VALUES ($1, $2) ON CONFLICT (id) DO UPDATE SET stripe_customer = excluded.stripe_customer",
                token,
                linked.Value,
                stripeCustomer);
        }

        var tier = (int)(change.State.Tier ?? Tier.Free);
        var end = change.State.GraceEndsAt?.ToUnixTimeMilliseconds();
        var isGiven = change.Gives is { } account && await sql.ExecuteAsync(Give, token, account.Value, tier, end, stripeCustomer) > 0;
        var given = isGiven || isEnded ? change.Gives : null;
        AccountId?[] freed = [left, isEnded || AccountRecords.IsDowngrade(change) ? given : null];
        await RemoveWebhooksAsync(sql, [.. freed.OfType<AccountId>().Select(owner => owner.Value)], token);
        return new AppliedEvent(given, left);
    }

    /// <summary>Ends graces that are over and says when the next one ends.</summary>
    public static async Task<EndedGraces> EndGracesAsync(NpgsqlConnection sql, DateTimeOffset now, CancellationToken token)
    {
        var instant = now.ToUnixTimeMilliseconds();
        var over = await sql.ListAsync(
            "SELECT id FROM accounts WHERE grace_ends_at <= $1 ORDER BY grace_ends_at LIMIT $2", row => row.GetString(0), token, instant, MaxEnded);
        string[] accounts = [.. over];
        await LockWebhooksAsync(sql, accounts, token);
        string[] ended = [.. await sql.ListAsync(EndGraces, row => row.GetString(0), token, accounts, instant)];
        await RemoveWebhooksAsync(sql, ended, token);

        var next = await sql.NumberAsync(
            "SELECT grace_ends_at FROM accounts WHERE grace_ends_at IS NOT NULL ORDER BY grace_ends_at LIMIT 1", token);
        return AccountRecords.Ended(ended, next);
    }

    private static async Task LockWebhooksAsync(NpgsqlConnection sql, string[] owners, CancellationToken token)
    {
        if (owners.Length == 0) return;

        await sql.ExecuteAsync(PlanWithSort, token);
        await sql.ExecuteAsync(LockWebhooks, token, [owners]);
    }

    /// <summary>
    /// Only now the row of the account is locked, so this also finds shares that were made since their owner's were locked. One of those
    /// may be deleted at the same moment; the database then ends one of the two, and it runs again.
    /// </summary>
    private static async Task RemoveWebhooksAsync(NpgsqlConnection sql, string[] owners, CancellationToken token)
    {
        if (owners.Length > 0)
            await sql.ExecuteAsync("UPDATE shares SET webhook_url = NULL, webhook_secret = NULL WHERE " + HasWebhook, token, [owners]);
    }
}
