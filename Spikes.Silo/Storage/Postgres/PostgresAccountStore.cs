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

    private const string DeleteEvents =
        "DELETE FROM stripe_events WHERE id IN (SELECT id FROM stripe_events WHERE received_at < $1 LIMIT $2 FOR UPDATE SKIP LOCKED)";

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
            async (sql, token) => await ApplyAsync(sql, customerId, stripeEvent, named, token), cancellationToken);

    /// <inheritdoc/>
    public Task<Outcome<EndedGraces>> EndGracesAsync(CancellationToken cancellationToken) => database.WriteAsync<EndedGraces>(
        async (sql, token) => await PostgresTiers.EndGracesAsync(sql, timeProvider.GetUtcNow(), token), cancellationToken);

    /// <inheritdoc/>
    public async Task<Outcome<Done>> SweepAsync(CancellationToken cancellationToken)
    {
        var before = (timeProvider.GetUtcNow() - AccountRecords.EventAge).ToUnixTimeMilliseconds();
        var removed = 0;
        do
        {
            var swept = await database.WriteAsync<Done>(
                async (sql, token) =>
                {
                    removed = await sql.ExecuteAsync(DeleteEvents, token, before, MaxSwept);
                    return Done.Value;
                },
                cancellationToken);
            if (!swept.IsSuccess(out _, out var refusal)) return refusal;
        }
        while (removed == MaxSwept);

        return Done.Value;
    }

    private async Task<AppliedEvent> ApplyAsync(
        NpgsqlConnection sql, string customerId, StripeEvent stripeEvent, AccountId? named, CancellationToken token)
    {
        var now = timeProvider.GetUtcNow();
        var customer = await LockAsync(sql, customerId, token);
        var isNew = await sql.ExecuteAsync(
            "INSERT INTO stripe_events (id, received_at) VALUES ($1, $2) ON CONFLICT DO NOTHING",
            token,
            stripeEvent.Id,
            now.ToUnixTimeMilliseconds());
        if (isNew == 0) return AccountRecords.Again(customer);

        // Who has no customer yet is decided for one checkout after the other.
        if (named is { } buyer && stripeEvent.Kind == StripeEventKind.CheckoutCompleted)
            await sql.ExecuteAsync("SELECT pg_advisory_xact_lock(hashtextextended($1, 0))", token, buyer.Value);

        var user = named is { } account ? new PayingUser(account, (await FindAsync(sql, account, token)).StripeCustomer) : null;
        var change = StripeRules.Decide(customer, stripeEvent, user, now);
        await sql.ExecuteAsync(
            "UPDATE stripe_customers SET account = $2, state = $3 WHERE id = $1",
            token,
            customerId,
            change.Account?.Value,
            AccountRecords.Write(change.State));
        return await PostgresTiers.ChangeAsync(sql, customerId, change, now, token);
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
