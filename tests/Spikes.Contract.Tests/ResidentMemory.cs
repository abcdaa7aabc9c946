using System.Globalization;

namespace Spikes.Contract.Tests;

/// <summary>The resident memory of a process, by the operating system's own count.</summary>
internal static class ResidentMemory
{
    public static int NowKiB(SpikesProcess process) => Read(process, "VmRSS");

    /// <summary>The most since the start or since <see cref="ForgetPeak"/>.</summary>
    public static int PeakKiB(SpikesProcess process) => Read(process, "VmHWM");

    // 5 resets VmHWM to what is resident now.
    public static void ForgetPeak(SpikesProcess process) => File.WriteAllText($"/proc/{process.Id}/clear_refs", "5");

    private static int Read(SpikesProcess process, string counter)
    {
        var line = File.ReadLines($"/proc/{process.Id}/status").Single(line => line.StartsWith(counter + ":", StringComparison.Ordinal));
        return int.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2], CultureInfo.InvariantCulture);
    }
}
