namespace Spikes.Gateway.Hosting;

/// <summary>
/// The wait of a start for what may still come up: PostgreSQL, its tables, a silo. Who starts all at once need not know which one is first.
/// </summary>
/// <param name="tell">Told on one line what is waited for, whenever that is something else.</param>
/// <param name="time">Measures the wait, from now on, and the pauses.</param>
internal sealed class StartWait(Action<string> tell, TimeProvider time)
{
    /// <summary>How long a start waits until it begins its last try. After that the process ends, and whoever watches it starts it again.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromSeconds(60);

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly long _start = time.GetTimestamp();
    private string? _told;

    /// <summary>Returns when it is time for another try.</summary>
    /// <param name="missing">What is not there yet.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <exception cref="StartException">It is what is missing; the wait is over.</exception>
    public async Task BeforeNextTryAsync(StartException missing, CancellationToken cancellationToken)
    {
        if (time.GetElapsedTime(_start) >= Longest)
            throw missing;
        if (missing.Message != _told)
            tell(FormattableString.Invariant($"waiting for up to {Longest.TotalSeconds} s: {StartFault.OneLine(missing.Message)}"));
        _told = missing.Message;
        await Task.Delay(Pause, time, cancellationToken);
    }
}
