namespace Spikes.Silo.Tests;

/// <summary>Waits for a named condition with a deadline.</summary>
public static class Eventually
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(10);

    public static Task IsTrueAsync(string condition, Func<bool> holds, TimeSpan? deadline = null) =>
        IsTrueAsync(condition, () => Task.FromResult(holds()), deadline);

    public static async Task IsTrueAsync(string condition, Func<Task<bool>> holds, TimeSpan? deadline = null)
    {
        var limit = deadline ?? TimeSpan.FromSeconds(20);
        var time = TimeProvider.System;
        for (var start = time.GetTimestamp(); !await holds();)
        {
            if (time.GetElapsedTime(start) > limit)
                throw new TimeoutException($"Not within {limit.TotalSeconds} s: {condition}");
            await Task.Delay(Pause, time, TestContext.Current.CancellationToken);
        }
    }
}
