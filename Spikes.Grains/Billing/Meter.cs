using Spikes.Grains.Interfaces.Users;

namespace Spikes.Grains.Billing;

/// <summary>What an account of tier <see cref="Tier.Agent"/> pays for.</summary>
public enum PaidWrite
{
    /// <summary>A stored spike.</summary>
    Spike,

    /// <summary>A created share.</summary>
    Share,
}

/// <summary>What an account or an API key has used in one UTC calendar month (contract section 7.3).</summary>
/// <param name="Month">The month, counted from the year 0.</param>
/// <param name="Spikes">Spikes stored in it.</param>
/// <param name="Shares">Shares created in it.</param>
public readonly record struct Meter(int Month, long Spikes, long Shares)
{
    private const int TenthsPerSpike = 1;
    private const int TenthsPerShare = 10;
    private const int TenthsPerCent = 10;
    private const int MonthsPerYear = 12;

    /// <summary>What was used so far, in tenths of a cent.</summary>
    public long CostTenths => (Spikes * TenthsPerSpike) + (Shares * TenthsPerShare);

    /// <summary>The month of an instant.</summary>
    public static int MonthOf(DateTimeOffset now) => (now.UtcDateTime.Year * MonthsPerYear) + now.UtcDateTime.Month - 1;

    /// <summary>
    /// The meter in a month: what an earlier one counted is over. One that has begun stays, so that a node whose clock is behind at the
    /// turn counts in the month of the others and opens no budget a second time.
    /// </summary>
    public Meter In(int month) => month > Month ? new Meter(month, 0, 0) : this;

    /// <summary>The meter after a write.</summary>
    public Meter Add(PaidWrite write) => write switch
    {
        PaidWrite.Spike => this with { Spikes = Spikes + 1 },
        PaidWrite.Share => this with { Shares = Shares + 1 },
    };

    /// <summary>Whether the cost is above a cap in cents; null is no cap.</summary>
    public bool IsOver(int? capCents) => CostTenths > (long?)capCents * TenthsPerCent;
}
