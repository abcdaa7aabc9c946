using Npgsql;
using Spikes.Grains.Billing;
using Spikes.Grains.Interfaces.Billing;
using Spikes.Grains.Interfaces.Outcomes;
using Spikes.Grains.Interfaces.Users;
using Spikes.Grains.Storage;

namespace Spikes.Silo.Storage.Postgres;

/// <summary>Rows of accounts in PostgreSQL.</summary>
internal sealed class PostgresAccountStore(PostgresDatabase database, TimeProvider timeProvider) : IAccountStore
{
    private const int MaxSwept = 1000;

    private const string SelectPayer = "SELECT " + AccountRecords.PayerColumns + " FROM accounts a WHERE a.id = $1";

    /// <inheritdoc/>
    public ValueTask<Outcome<AccountUse>> MeasureAsync(AccountId account, string? keyId, CancellationToken cancellationToken) =>
        database.ReadAsync<AccountUse>(
            async (sql, token) => (await sql.SingleAsync(
                "SELECT " + AccountRecords.UseColumns + " FROM (SELECT " + AccountRecords.TotalColumns
                + " FROM shares WHERE owner = $1 AND deleted_at IS NULL) AS h "
                + "LEFT JOIN accounts a ON a.id = $1 LEFT JOIN meters m ON m.id = $2",
                AccountRecords.ReadUse,
                token,
                account.Value,
                keyId ?? account.Value))!,
            cancellationToken);

    /// <inheritdoc/>
    public ValueTask<Outcome<PayingAccount>> FindAsync(AccountId account, CancellationToken cancellationToken) =>
        database.ReadAsync<PayingAccount>(async (sql, token) => await FindAsync(sql, account, token), cancellationToken);

    /// <inheritdoc/>
    public Task<Outcome<AppliedEvent>> ApplyAsync(
        string customerId, StripeEvent stripeEvent, AccountId? named, CancellationToken cancellationToken) =>
        database.WriteAsync<AppliedEvent>(
            async (sql, token) => new AppliedEvent(await ApplyAsync(sql, customerId, stripeEvent, named, token)), cancellationToken);

    /// <inheritdoc/>
    public Task<Outcome<Done>> SweepAsync(CancellationToken cancellationToken) => database.WriteAsync<Done>(
        async (sql, token) =>
        {
            var now = timeProvider.GetUtcNow();
            await sql.ExecuteAsync(
                "UPDATE accounts SET tier = 0, grace_ends_at = NULL WHERE id IN (SELECT id FROM accounts WHERE grace_ends_at <= $1 "
                + "ORDER BY id LIMIT $2 FOR UPDATE SKIP LOCKED)",
                token,
                now.ToUnixTimeMilliseconds(),
                MaxSwept);
            await sql.ExecuteAsync(
                "DELETE FROM stripe_events WHERE id IN (SELECT id FROM stripe_events WHERE received_at < $1 LIMIT $2 FOR UPDATE SKIP LOCKED)",
                token,
                (now - AccountRecords.EventAge).ToUnixTimeMilliseconds(),
                MaxSwept);
            return Done.Value;
        },
        cancellationToken);

    private async Task<AccountId?> ApplyAsync(
        NpgsqlConnection sql, string customerId, StripeEvent stripeEvent, AccountId? named, CancellationToken token)
    {
        var now = timeProvider.GetUtcNow();
        var customer = await LockAsync(sql, customerId, token);
        var isNew = await sql.ExecuteAsync(
            "INSERT INTO stripe_events (id, received_at) VALUES ($1, $2) ON CONFLICT DO NOTHING",
            token,
            stripeEvent.Id,
            now.ToUnixTimeMilliseconds());
        if (isNew == 0) return customer.Account;

        var user = named is { } account ? new PayingUser(account, (await FindAsync(sql, account, token)).StripeCustomer) : null;
        var change = StripeRules.Decide(customer, stripeEvent, user, now);
        await sql.ExecuteAsync(
            "UPDATE stripe_customers SET account = $2, state = $3 WHERE id = $1",
            token,
            customerId,
            change.Account?.Value,
            AccountRecords.Write(change.State));
        if (change.Left is { } left)
        {
            await sql.ExecuteAsync(
                "UPDATE accounts SET stripe_customer = NULL WHERE id = $1 AND stripe_customer = $2", token, left.Value, customerId);
        }

        if (change is { IsLinked: true, Account: { } linked } && AccountRecords.CustomerOf(customerId) is { } stripeCustomer)
        {
            await sql.ExecuteAsync(
                "INSERT INTO accounts (id, stripe_customer) VALUES ($1, $2) ON CONFLICT (id) DO UPDATE SET stripe_customer = excluded.stripe_customer",
                token,
                linked.Value,
                stripeCustomer);
        }

        if (change.Gives is { } given)
        {
            await sql.ExecuteAsync(
                "INSERT INTO accounts (id, tier, grace_ends_at) VALUES ($1, $2, $3) "
                + "ON CONFLICT (id) DO UPDATE SET tier = excluded.tier, grace_ends_at = excluded.grace_ends_at",
                token,
                given.Value,
                (int)(change.State.Tier ?? Tier.Free),
                change.State.GraceEndsAt?.ToUnixTimeMilliseconds());
        }

        return change.Gives ?? change.Account;
    }

    /// <summary>The customer, whose other events wait from here on.</summary>
    private static async Task<StripeCustomer> LockAsync(NpgsqlConnection sql, string customerId, CancellationToken token)
    {
        await sql.ExecuteAsync(
            "INSERT INTO stripe_customers (id, state) VALUES ($1, $2) ON CONFLICT DO NOTHING",
            token,
            customerId,
            AccountRecords.Write(new StripeCustomerState()));
        return (await sql.SingleAsync(
            "SELECT account, state FROM stripe_customers WHERE id = $1 FOR UPDATE", AccountRecords.ReadCustomer, token, customerId))!;
    }

    private static async Task<PayingAccount> FindAsync(NpgsqlConnection sql, AccountId account, CancellationToken token) =>
        await sql.SingleAsync(SelectPayer, AccountRecords.ReadPayer, token, account.Value) ?? AccountRecords.NoRow;
}
