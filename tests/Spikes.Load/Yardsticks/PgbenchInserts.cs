using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Npgsql;
using Spikes.Load.Measuring;

namespace Spikes.Load.Yardsticks;

/// <summary>PostgreSQL's own load tool: one row per transaction, prepared, into a table of its own on the server of the cluster.</summary>
internal sealed partial class PgbenchInserts(string connectionString, int clients) : IMeasured
{
    private const string Table = "load_yardstick";
    private const int Threads = 2;

    private readonly TestDirectory _folder = new();
    private bool _isPrepared;

    public string What => $"pgbench single-row insert, {clients} clients";

    [GeneratedRegex(@"^tps = ([\d.]+)", RegexOptions.Multiline)]
    private static partial Regex Rate { get; }

    [GeneratedRegex(@"^number of failed transactions: (\d+)", RegexOptions.Multiline)]
    private static partial Regex Failed { get; }

    [GeneratedRegex(@"^\d+ \d+ (\d+) ", RegexOptions.Multiline)]
    private static partial Regex LoggedMicroseconds { get; }

    /// <summary>pgbench has no warm-up: its connections are made before its clock starts.</summary>
    public async Task<Sample> MeasureAsync(TimeSpan warmUp, TimeSpan measured)
    {
        if (!_isPrepared)
            await PrepareAsync();
        _isPrepared = true;

        var output = await RunAsync(
            "pgbench",
            "-n", "-M", "prepared", "-c", Text(clients), "-j", Text(Math.Min(Threads, clients)), "-T", Text((int)Math.Ceiling(measured.TotalSeconds)),
            "-l", "--log-prefix", _folder["times"], "-f", _folder["insert.sql"]);
        var times = ReadTimes(measured);
        if (Failed.Match(output) is { Success: true } failed && failed.Groups[1].Value != "0")
            times.AddError(failed.Value);
        return new(double.Parse(Rate.Match(output).Groups[1].ValueSpan, CultureInfo.InvariantCulture), times);
    }

    public ValueTask DisposeAsync()
    {
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private async Task PrepareAsync()
    {
        var insert = SampleSpike.Insert(
            Table,
            "gen_random_uuid()::text",
            "'key/load-' || :store",
            column => column.Value is string text ? $"'{text}'" : Convert.ToString(column.Value, CultureInfo.InvariantCulture)!);
        _folder.WriteFile("insert.sql", $"\\set store random(1, 1000)\n{insert};\n");
        await RunAsync("psql", "-q", "-v", "ON_ERROR_STOP=1", "-c", $"DROP TABLE IF EXISTS {Table}", "-c", SampleSpike.CreateTable(Table));
    }

    private Measurement ReadTimes(TimeSpan measured)
    {
        var times = new Measurement(measured);
        foreach (var file in Directory.EnumerateFiles(_folder.Path, "times*"))
        {
            foreach (var line in File.ReadLines(file))
                times.Add(TimeSpan.FromMicroseconds(long.Parse(LoggedMicroseconds.Match(line + " ").Groups[1].ValueSpan, CultureInfo.InvariantCulture)));
            File.Delete(file);
        }

        return times;
    }

    private async Task<string> RunAsync(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(Path.Combine(PostgresServer.Programs, program), arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        var server = new NpgsqlConnectionStringBuilder(connectionString);
        start.Environment["PGHOST"] = server.Host;
        start.Environment["PGPORT"] = Text(server.Port);
        start.Environment["PGUSER"] = server.Username;
        start.Environment["PGDATABASE"] = server.Database;
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0
            ? output
            : throw new InvalidOperationException($"{program} ended with exit code {process.ExitCode}: {await errors}");
    }
}
