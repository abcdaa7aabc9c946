namespace Spikes.Silo.Webhooks;

/// <summary>
/// Shares whose last run was slow. Together they hold at most half of what a process may have in hand, so that any number of receivers that
/// hang leaves room for the others: calls that were given back or that failed wait longer than new ones, and would always come first.
/// </summary>
internal sealed class SlowShares
{
    /// <summary>A run that lasted so long is slow.</summary>
    public static readonly TimeSpan SlowAfter = TimeSpan.FromSeconds(5);

    /// <summary>The most calls of slow shares that are in the hands of one process.</summary>
    public const int MaxInHand = WebhookPump.MaxInHand / 2;

    /// <summary>The most shares that are remembered; further ones count as those that nothing is known of.</summary>
    public const int MaxRemembered = 4096;

    private readonly Lock _lock = new();
    private readonly HashSet<string> _shares = new(StringComparer.Ordinal);
    private int _inHand;

    /// <summary>Those that the next take leaves alone: all of them when it could take too many, or none.</summary>
    public IReadOnlyCollection<string> LeftAlone()
    {
        lock (_lock) return _inHand > MaxInHand - WebhookPump.MaxTaken ? [.. _shares] : [];
    }

    /// <summary>A run begins; a share has one at a time.</summary>
    public void Begin(string share, int calls)
    {
        lock (_lock)
        {
            if (_shares.Contains(share)) _inHand += calls;
        }
    }

    /// <summary>A run has ended.</summary>
    public void End(string share, int calls, TimeSpan lasted)
    {
        lock (_lock)
        {
            if (_shares.Contains(share)) _inHand -= calls;
            if (lasted < SlowAfter) _shares.Remove(share);
            else if (_shares.Count < MaxRemembered) _shares.Add(share);
        }
    }
}
