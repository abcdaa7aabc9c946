using Spikes.Grains.Billing;
using Spikes.Grains.Interfaces.Users;
using Spikes.Grains.Storage;

namespace Spikes.Silo.Storage.Sqlite;

/// <summary>Changes of tiers, inside the writer's transaction.</summary>
internal static class SqliteTiers
{
    /// <summary>Removes the webhooks of an owner's shares.</summary>
    public const string RemoveWebhooks = "UPDATE shares SET webhook_url = NULL, webhook_secret = NULL "
        + "WHERE owner = @owner AND (webhook_url IS NOT NULL OR webhook_secret IS NOT NULL)";

    // Another customer may pay for the account by now: then nothing that is told of this one changes its tier. What is so already is left.
    private const string Give = "INSERT INTO accounts AS a (id, tier, grace_ends_at) VALUES (@id, @tier, @end) "
        + "ON CONFLICT (id) DO UPDATE SET tier = excluded.tier, grace_ends_at = excluded.grace_ends_at "
        + "WHERE (a.stripe_customer IS NULL OR @customer IS NULL OR a.stripe_customer = @customer) "
        + "AND (a.tier, a.grace_ends_at) IS NOT (excluded.tier, excluded.grace_ends_at)";

    /// <summary>
    /// Writes down whom an event links and what tier it gives, and says whose tier is another one by that. A grace that was over by then
    /// without anybody having come to it is ended first: who pays too late has lost his webhooks all the same.
    /// </summary>
    public static AppliedEvent Change(SqliteSession session, string customerId, StripeChange change, DateTimeOffset now)
    {
        var isEnded = change.Gives is { } payee && session.Execute(
            "UPDATE accounts SET tier = 0, grace_ends_at = NULL WHERE id = @id AND grace_ends_at <= @now",
            ("@id", payee.Value),
            ("@now", now.ToUnixTimeMilliseconds())) > 0;
        // Unless it has another customer by now.
        var left = change.Left is { } payer && Leave(session, payer, customerId) ? change.Left : null;

        var stripeCustomer = AccountRecords.CustomerOf(customerId);
        if (change is { IsLinked: true, Account: { } linked } && stripeCustomer is not null)
        {
            session.Execute(
                "INSERT INTO accounts (id, stripe_customer) VALUES (@id, @customer) "
                + "ON CONFLICT (id) DO UPDATE SET stripe_customer = excluded.stripe_customer",
                ("@id", linked.Value),
                ("@customer", stripeCustomer));
        }

        var isGiven = change.Gives is { } account && session.Execute(
            Give,
            ("@id", account.Value),
            ("@tier", (int)(change.State.Tier ?? Tier.Free)),
            ("@end", change.State.GraceEndsAt?.ToUnixTimeMilliseconds()),
            ("@customer", stripeCustomer)) > 0;
        var given = isGiven || isEnded ? change.Gives : null;
        AccountId?[] freed = [left, isEnded || AccountRecords.IsDowngrade(change) ? given : null];
        foreach (var owner in freed.OfType<AccountId>()) session.Execute(RemoveWebhooks, ("@owner", owner.Value));
        return new AppliedEvent(given, left);
    }

    /// <summary>Ends the graces that are over and says when the next one ends.</summary>
    public static EndedGraces EndGraces(SqliteSession session, DateTimeOffset now)
    {
        var ended = session.List(
            "UPDATE accounts SET tier = 0, grace_ends_at = NULL WHERE grace_ends_at <= @now RETURNING id",
            row => row.GetString(0),
            ("@now", now.ToUnixTimeMilliseconds()));
        foreach (var owner in ended) session.Execute(RemoveWebhooks, ("@owner", owner));

        var next = session.Single<long?>(
            "SELECT grace_ends_at FROM accounts WHERE grace_ends_at IS NOT NULL ORDER BY grace_ends_at LIMIT 1", row => row.GetInt64(0));
        return AccountRecords.Ended(ended, next);
    }

    private static bool Leave(SqliteSession session, AccountId left, string customerId) => session.Execute(
        "UPDATE accounts SET stripe_customer = NULL, tier = 0, grace_ends_at = NULL WHERE id = @id AND stripe_customer = @customer",
        ("@id", left.Value),
        ("@customer", customerId)) > 0;
}
