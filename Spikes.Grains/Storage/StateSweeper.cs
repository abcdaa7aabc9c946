namespace Spikes.Grains.Storage;

/// <summary>
/// Removes grain state that nobody needs any more: anybody may start sign-ins, and most rows are left behind by people who have signed in
/// or never will. The host runs it now and then.
/// </summary>
public sealed class StateSweeper(IGrainStateRows rows, TimeProvider clock)
{
    /// <summary>
    /// How long after its last write a row of a kind may go. A link that was used or has expired says so for a month, and not that it is
    /// unknown; sessions end after 30 days.
    /// </summary>
    internal static readonly IReadOnlyList<(string Kind, TimeSpan Age)> Kinds =
    [
        ("login", TimeSpan.FromDays(30)), ("device", TimeSpan.FromDays(1)), ("session", TimeSpan.FromDays(31)),
    ];

    /// <summary>Removes what is old enough; what cannot be removed now goes the next time.</summary>
    public async Task SweepAsync(CancellationToken cancellationToken)
    {
        foreach (var (kind, age) in Kinds) await rows.RemoveAsync(kind, clock.GetUtcNow() - age, cancellationToken);
    }
}
