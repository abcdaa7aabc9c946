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
            session => Apply(session, customerId, stripeEvent, named), cancellationToken);

    /// <inheritdoc/>
    public Task<Outcome<EndedGraces>> EndGracesAsync(CancellationToken cancellationToken) =>
        writer.WriteAsync<EndedGraces>(session => SqliteTiers.EndGraces(session, timeProvider.GetUtcNow()), cancellationToken);

    /// <inheritdoc/>
    public Task<Outcome<Done>> SweepAsync(CancellationToken cancellationToken) => writer.WriteAsync<Done>(
        session =>
        {
            session.Execute(
                "DELETE FROM stripe_events WHERE received_at < @before",
                ("@before", (timeProvider.GetUtcNow() - AccountRecords.EventAge).ToUnixTimeMilliseconds()));
            return Done.Value;
        },
        cancellationToken);

    private AppliedEvent Apply(SqliteSession session, string customerId, StripeEvent stripeEvent, AccountId? named)
    {
        var now = timeProvider.GetUtcNow();
        var customer = session.Single(
            "SELECT account, state FROM stripe_customers WHERE id = @id", AccountRecords.ReadCustomer, ("@id", customerId))
            ?? new StripeCustomer(new StripeCustomerState(), null);
        var isNew = session.Execute(
            "INSERT INTO stripe_events (id, received_at) VALUES (@id, @at) ON CONFLICT DO NOTHING",
            ("@id", stripeEvent.Id),
            ("@at", now.ToUnixTimeMilliseconds()));
        if (isNew == 0) return AccountRecords.Again(customer);

        var user = named is { } account ? new PayingUser(account, Find(session, account).StripeCustomer) : null;
        var change = StripeRules.Decide(customer, stripeEvent, user, now);
        session.Execute(
            "INSERT INTO stripe_customers (id, account, state) VALUES (@id, @account, @state) "
            + "ON CONFLICT (id) DO UPDATE SET account = excluded.account, state = excluded.state",
            ("@id", customerId),
            ("@account", change.Account?.Value),
            ("@state", AccountRecords.Write(change.State)));
        return SqliteTiers.Change(session, customerId, change, now);
    }

    private static PayingAccount Find(SqliteSession session, AccountId account) =>
        session.Single(SelectPayer, AccountRecords.ReadPayer, ("@id", account.Value)) ?? AccountRecords.NoRow;
}
