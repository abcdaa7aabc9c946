namespace Spikes.Contract.Tests.Billing;

/// <summary>For tests of what the program counts by the month. It goes by the same clock as they do, and the month may turn under them.</summary>
internal static class OneMonth
{
    /// <summary>Runs a test. One that fails while the month turns has counted in two: it runs again, with users of its own, in the new one.</summary>
    public static Task RunAsync(Func<Task> test) => RunAsync(test, TimeProvider.System);

    /// <inheritdoc cref="RunAsync(Func{Task})"/>
    public static async Task RunAsync(Func<Task> test, TimeProvider clock)
    {
        var month = clock.GetUtcNow().Month;
        try
        {
            await test();
        }
        catch (Exception) when (clock.GetUtcNow().Month != month)
        {
            await test();
        }
    }
}
