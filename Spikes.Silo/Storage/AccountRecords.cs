using System.Data.Common;
using System.Text.Json;
using Spikes.Grains.Billing;
using Spikes.Grains.Interfaces.Users;
using Spikes.Grains.Storage;

namespace Spikes.Silo.Storage;

/// <summary>What is the same about accounts in every database.</summary>
internal static class AccountRecords
{
    /// <summary>The columns that <see cref="ReadTier"/> expects, of an account <c>a</c> that may be missing.</summary>
    public const string TierColumns = "coalesce(a.tier, 0), a.grace_ends_at";

    /// <summary>The columns that <see cref="ReadPayer"/> expects; the last one is needed in grace alone.</summary>
    public const string PayerColumns = TierColumns + ", a.stripe_customer, "
        + "CASE WHEN a.grace_ends_at IS NOT NULL THEN (SELECT c.state FROM stripe_customers c WHERE c.id = a.stripe_customer) END";

    /// <summary>The columns that <see cref="ReadUse"/> expects, of totals <c>h</c>, an account <c>a</c> and a meter <c>m</c> that may be missing.</summary>
    public const string UseColumns =
        TierColumns + ", h.shares, h.spikes, coalesce(m.month, 0), coalesce(m.spikes, 0), coalesce(m.shares, 0)";

    /// <summary>The columns of <c>h</c>, from an owner's shares.</summary>
    public const string TotalColumns = "count(*) AS shares, CAST(coalesce(sum(spike_count), 0) AS bigint) AS spikes";

    /// <summary>The condition that an account <c>a</c> pays for what it writes.</summary>
    public static readonly string IsAgent = "a.tier = " + (int)Tier.Agent;

    /// <summary>How long the ids of events are kept.</summary>
    public static readonly TimeSpan EventAge = TimeSpan.FromDays(30);

    /// <summary>An account without a row.</summary>
    public static readonly PayingAccount NoRow = new(AccountTier.Free, null);

    /// <summary>Reads a tier.</summary>
    /// <param name="row">The row.</param>
    /// <param name="column">Where <see cref="TierColumns"/> begin.</param>
    public static AccountTier ReadTier(DbDataReader row, int column) => new((Tier)row.GetInt32(column), ReadInstant(row, column + 1));

    /// <summary>Reads an account as a payer.</summary>
    public static PayingAccount ReadPayer(DbDataReader row) => new(
        ReadTier(row, 0), row.IsDBNull(2) ? null : row.GetString(2), !row.IsDBNull(3) && ReadState(row, 3).Plan?.IsAgentPlan == true);

    /// <summary>Reads what an account has and has used.</summary>
    public static AccountUse ReadUse(DbDataReader row) => new(
        ReadTier(row, 0),
        new ShareTotals(row.GetInt64(2), row.GetInt64(3)),
        new Meter(row.GetInt32(4), row.GetInt64(5), row.GetInt64(6)));

    /// <summary>Reads a customer that was selected by account and state.</summary>
    public static StripeCustomer ReadCustomer(DbDataReader row) =>
        new(ReadState(row, 1), row.IsDBNull(0) ? null : new AccountId(row.GetString(0)));

    /// <summary>What is told of an event that came before: everybody whom it may have been about.</summary>
    public static AppliedEvent Again(StripeCustomer customer) =>
        new(customer.Account, customer.State.Left is { } left ? new AccountId(left) : null);

    /// <summary>A customer's state as text.</summary>
    public static string Write(StripeCustomerState state) => JsonSerializer.Serialize(state);

    /// <summary>The customer that an account is linked to; events that name no customer link to none.</summary>
    public static string? CustomerOf(string customerId) => customerId.StartsWith("user/", StringComparison.Ordinal) ? null : customerId;

    /// <summary>Whether the account that a change gives a tier to is free from now on.</summary>
    public static bool IsDowngrade(StripeChange change) => change.Gives is not null && (change.State.Tier ?? Tier.Free) == Tier.Free;

    /// <summary>Graces that were ended, and the end of the next one in milliseconds.</summary>
    public static EndedGraces Ended(IEnumerable<string> accounts, long? next) => new(
        [.. accounts.Select(id => new AccountId(id))], next is { } instant ? DateTimeOffset.FromUnixTimeMilliseconds(instant) : null);

    private static StripeCustomerState ReadState(DbDataReader row, int column) =>
        JsonSerializer.Deserialize<StripeCustomerState>(row.GetString(column)) ?? new StripeCustomerState();

    private static DateTimeOffset? ReadInstant(DbDataReader row, int column) =>
        row.IsDBNull(column) ? null : DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(column));
}
