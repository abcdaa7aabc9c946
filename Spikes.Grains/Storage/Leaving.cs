namespace Spikes.Grains.Storage;

/// <summary>
/// Lets the activation of a grain that does not exist go soon: guessed names must not fill the memory. Not at once, because that would drop
/// the calls that wait behind the first.
/// </summary>
internal sealed class Leaving(IGrainBase grain, Func<bool> exists)
{
    private static readonly TimeSpan Delay = TimeSpan.FromSeconds(2);

    private IGrainTimer? _timer;

    /// <summary>Goes after two seconds, unless the grain exists by then.</summary>
    public void Begin() => _timer ??= grain.RegisterGrainTimer(static (self, _) => self.End(), this, Delay, Timeout.InfiniteTimeSpan);

    private Task End()
    {
        _timer = null;
        if (!exists()) grain.DeactivateOnIdle();
        return Task.CompletedTask;
    }
}
