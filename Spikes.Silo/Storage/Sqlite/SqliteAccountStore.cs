using Spikes.Grains.Billing;
using Spikes.Grains.Interfaces.Billing;
using Spikes.Grains.Interfaces.Outcomes;
using Spikes.Grains.Interfaces.Users;
using Spikes.Grains.Storage;

namespace Spikes.Silo.Storage.Sqlite;

/// <summary>Rows of accounts in SQLite.</summary>
internal sealed class SqliteAccountStore(SqliteWriter writer, SqliteReaders readers, TimeProvider timeProvider) : IAccountStore
{
    private const string SelectPayer = "SELECT " + AccountRecords.PayerColumns + " FROM accounts a WHERE a.id = @id";

    /// <inheritdoc/>
    public ValueTask<Outcome<AccountUse>> MeasureAsync(AccountId account, string? keyId, CancellationToken cancellationToken) =>
        readers.ReadAsync<AccountUse>(session => session.Single(
            "SELECT " + AccountRecords.UseColumns + " FROM (SELECT " + AccountRecords.TotalColumns
            + " FROM shares WHERE owner = @id AND deleted_at IS NULL) AS h "
            + "LEFT JOIN accounts a ON a.id = @id LEFT JOIN meters m ON m.id = @meter",
            AccountRecords.ReadUse,
            ("@id", account.Value),
            ("@meter", keyId ?? account.Value))!);

    /// <inheritdoc/>
    public ValueTask<Outcome<PayingAccount>> FindAsync(AccountId account, CancellationToken cancellationToken) =>
        readers.ReadAsync<PayingAccount>(session => Find(session, account));

    /// <inheritdoc/>
    public Task<Outcome<AppliedEvent>> ApplyAsync(
        string customerId, StripeEvent stripeEvent, AccountId? named, CancellationToken cancellationToken) =>
        writer.WriteAsync<AppliedEvent>(
            session => new AppliedEvent(Apply(session, customerId, stripeEvent, named)), cancellationToken);

    /// <inheritdoc/>
    public Task<Outcome<Done>> SweepAsync(CancellationToken cancellationToken) => writer.WriteAsync<Done>(
        session =>
        {
            var now = timeProvider.GetUtcNow();
            session.Execute(
                "UPDATE accounts SET tier = 0, grace_ends_at = NULL WHERE grace_ends_at <= @now", ("@now", now.ToUnixTimeMilliseconds()));
            session.Execute(
                "DELETE FROM stripe_events WHERE received_at < @before",
                ("@before", (now - AccountRecords.EventAge).ToUnixTimeMilliseconds()));
            return Done.Value;
        },
        cancellationToken);

    private AccountId? Apply(SqliteSession session, string customerId, StripeEvent stripeEvent, AccountId? named)
    {
        var now = timeProvider.GetUtcNow();
        var customer = session.Single(
            "SELECT account, state FROM stripe_customers WHERE id = @id", AccountRecords.ReadCustomer, ("@id", customerId))
            ?? new StripeCustomer(new StripeCustomerState(), null);
        var isNew = session.Execute(
            "INSERT INTO stripe_events (id, received_at) VALUES (@id, @at) ON CONFLICT DO NOTHING",
            ("@id", stripeEvent.Id),
            ("@at", now.ToUnixTimeMilliseconds()));
        if (isNew == 0) return customer.Account;

        var user = named is { } account ? new PayingUser(account, Find(session, account).StripeCustomer) : null;
        var change = StripeRules.Decide(customer, stripeEvent, user, now);
        session.Execute(
            "INSERT INTO stripe_customers (id, account, state) VALUES (@id, @account, @state) "
            + "ON CONFLICT (id) DO UPDATE SET account = excluded.account, state = excluded.state",
            ("@id", customerId),
            ("@account", change.Account?.Value),
            ("@state", AccountRecords.Write(change.State)));
        if (change.Left is { } left)
        {
            session.Execute(
                "UPDATE accounts SET stripe_customer = NULL WHERE id = @id AND stripe_customer = @customer",
                ("@id", left.Value),
                ("@customer", customerId));
        }

        if (change is { IsLinked: true, Account: { } linked } && AccountRecords.CustomerOf(customerId) is { } stripeCustomer)
        {
            session.Execute(
                "INSERT INTO accounts (id, stripe_customer) VALUES (@id, @customer) "
                + "ON CONFLICT (id) DO UPDATE SET stripe_customer = excluded.stripe_customer",
                ("@id", linked.Value),
                ("@customer", stripeCustomer));
        }

        if (change.Gives is { } given)
        {
            session.Execute(
                "INSERT INTO accounts (id, tier, grace_ends_at) VALUES (@id, @tier, @end) "
                + "ON CONFLICT (id) DO UPDATE SET tier = excluded.tier, grace_ends_at = excluded.grace_ends_at",
                ("@id", given.Value),
                ("@tier", (int)(change.State.Tier ?? Tier.Free)),
                ("@end", change.State.GraceEndsAt?.ToUnixTimeMilliseconds()));
        }

        return change.Gives ?? change.Account;
    }

    private static PayingAccount Find(SqliteSession session, AccountId account) =>
        session.Single(SelectPayer, AccountRecords.ReadPayer, ("@id", account.Value)) ?? AccountRecords.NoRow;
}
