using System.Diagnostics;
using System.Text;
using OsProcess = System.Diagnostics.Process;

namespace Spikes.Testing;

/// <summary>One of our programs as a process of its own, with an environment that sets nothing for it.</summary>
internal sealed class ProgramProcess : IAsyncDisposable
{
    /// <summary>Enough of each stream for any test; a run of hours keeps its beginning.</summary>
    private const int MaxCharacters = 1_000_000;

    private static readonly string[] ConfigurationPrefixes = ["Spikes_", "ASPNETCORE_", "Logging__", "Kestrel__"];

    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(60);

    private readonly OsProcess _process;
    private readonly Action<string>? _onOutput;
    private readonly StringBuilder _output = new();
    private readonly StringBuilder _errors = new();

    /// <param name="assembly">A file beside the tests, as <c>Spikes.Silo.dll</c>.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="onOutput">Sees each line of stdout after it is in <see cref="Output"/>.</param>
    /// <param name="launcher">A program and its arguments that becomes the process, as <c>ip netns exec</c> does.</param>
    public ProgramProcess(
        string assembly, IEnumerable<string> arguments, Action<string>? onOutput = null, IReadOnlyList<string>? launcher = null)
    {
        _onOutput = onOutput;
        var host = Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet";
        string[] all = [.. launcher ?? [], host, Path.Combine(AppContext.BaseDirectory, assembly), .. arguments];
        var start = new ProcessStartInfo(all[0], all[1..])
        {
            WorkingDirectory = Path.GetTempPath(),
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var inherited in start.Environment.Keys.Where(IsConfiguration).ToList())
            start.Environment.Remove(inherited);

        _process = new OsProcess { StartInfo = start };
        _process.OutputDataReceived += (_, line) => KeepOutput(line.Data);
        _process.ErrorDataReceived += (_, line) => Keep(_errors, line.Data);
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    public string Output => Text(_output);

    public string Errors => Text(_errors);

    public int Id => _process.Id;

    public bool HasExited => _process.HasExited;

    public Task Exited => _process.WaitForExitAsync();

    /// <summary>Ends it as <c>kill -9</c> does: nothing of it runs any more when this returns.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await ExitAsync();
    }

    /// <exception cref="InvalidOperationException">It is gone.</exception>
    public void Send(Signal signal)
    {
        if (!Signals.Send(_process.Id, signal))
            throw new InvalidOperationException($"Process {_process.Id} does not take {signal}; it has ended.\n{Output}\n{Errors}");
    }

    /// <summary>Waits for its end and answers the exit code.</summary>
    public async Task<int> ExitAsync()
    {
        using var limit = new CancellationTokenSource(StopLimit, TimeProvider.System);
        try
        {
            await _process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            throw new TimeoutException($"It still runs after {StopLimit.TotalSeconds} s.\n{Output}\n{Errors}");
        }

        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            await KillAsync();
        _process.Dispose();
    }

    private static bool IsConfiguration(string name) =>
        name is "DOTNET_ENVIRONMENT" or "DOTNET_URLS" or "ConnectionStrings__Spikes" or "POD_IP"
        || ConfigurationPrefixes.Any(prefix => name.StartsWith(prefix, StringComparison.OrdinalIgnoreCase));

    private static string Text(StringBuilder lines)
    {
        lock (lines)
            return lines.ToString();
    }

    private static void Keep(StringBuilder lines, string? line)
    {
        lock (lines)
        {
            if (line is not null && lines.Length < MaxCharacters)
                lines.Append(line).Append('\n');
        }
    }

    private void KeepOutput(string? line)
    {
        Keep(_output, line);
        if (line is not null)
            _onOutput?.Invoke(line);
    }
}
