using System.Globalization;
using System.Reflection;
using Spikes.Load.Measuring;

namespace Spikes.Load;

/// <summary>What is printed at the end: how it was measured, and the table.</summary>
internal static class Report
{
    public static void Print(LoadOptions options, IReadOnlyList<Result> results)
    {
        Console.WriteLine(Method(options));
        Console.WriteLine();
        Console.WriteLine("| what | rate/s median (min–max) | p50 ms | p99 ms | errors | ratio to each yardstick |");
        Console.WriteLine("|---|---|---|---|---|---|");
        foreach (var result in results)
        {
            foreach (var row in result.Rows)
                Console.WriteLine(Line(row, row == result.Scenario ? Ratios(result) : ""));
        }

        foreach (var row in results.SelectMany(result => result.Rows).Where(row => row.FirstError is not null))
            Console.WriteLine($"\nFirst error of {row.What}:\n{row.FirstError}");
    }

    private static string Method(LoadOptions options) => string.Create(
        CultureInfo.InvariantCulture,
        $"Closed loop over HTTP/1.1 on loopback, {options.Connections} connections; {options.Rounds} rounds of {options.Seconds} s after "
        + $"{Rounds.WarmUp.TotalSeconds} s of warm-up, yardsticks and scenario in turn, one round before that is not counted; times of all rounds merged. "
        + $"{Environment.ProcessorCount} cores, load generator beside the server, data on {FileSystem()}; .NET {Environment.Version}, Spikes {Version()}.");

    private static string Line(Row row, string ratios) => string.Create(
        CultureInfo.InvariantCulture,
        $"| {row.What} | {row.Median:N0} ({row.Least:N0}–{row.Most:N0}) | {Time(row.Milliseconds(50))} | {Time(row.Milliseconds(99))} "
        + $"| {row.Errors} | {ratios} |");

    private static string Ratios(Result result) =>
        string.Join(" · ", result.Ratios.Select(ratio => ratio.ToString("0.00", CultureInfo.InvariantCulture)));

    private static string Time(double? milliseconds) => milliseconds?.ToString("0.00", CultureInfo.InvariantCulture) ?? "-";

    // On a file system in memory a commit costs nothing, and the rates say nothing.
    private static string FileSystem() => DriveInfo.GetDrives()
        .Where(drive => Path.GetTempPath().StartsWith(drive.Name, StringComparison.Ordinal))
        .MaxBy(drive => drive.Name.Length)?.DriveFormat ?? "an unknown file system";

    private static string Version() => typeof(Report).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion;
}
