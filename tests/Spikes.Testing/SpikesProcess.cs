using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.RegularExpressions;
using OsProcess = System.Diagnostics.Process;

namespace Spikes.Testing;

/// <summary>
/// The real program as a process of its own, on a free port, with a clean environment and a folder that the test gives it. The folder
/// outlives the process, so that a test can kill it and start another on what is left.
/// </summary>
public sealed partial class SpikesProcess : IAsyncDisposable
{
    private static readonly string[] ConfigurationPrefixes = ["Spikes_", "ASPNETCORE_", "Logging__", "Kestrel__"];

    private const int SigInt = 2;
    private const int SigTerm = 15;
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(30);

    private readonly OsProcess _process;
    private readonly StringBuilder _output = new();
    private readonly StringBuilder _errors = new();
    private readonly TaskCompletionSource<Uri> _address = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private SpikesProcess(OsProcess process)
    {
        _process = process;
        _process.OutputDataReceived += (_, line) => Keep(_output, line.Data);
        _process.ErrorDataReceived += (_, line) => Keep(_errors, line.Data);
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    /// <summary>Where it listens, as a numeric address. Known once it is ready.</summary>
    public Uri Address => _address.Task.IsCompletedSuccessfully ? _address.Task.Result : throw new InvalidOperationException("It is not ready");

    /// <summary>The admin token that the start printed.</summary>
    public string AdminToken => AdminTokenLine.Match(Output).Groups[1].Value;

    /// <summary>All of stdout so far.</summary>
    public string Output => Text(_output);

    /// <summary>All of stderr so far.</summary>
    public string Errors => Text(_errors);

    public int Id => _process.Id;

    public bool HasExited => _process.HasExited;

    [GeneratedRegex(@"^  Address .*?http://[^:/\s]+:(\d+)\)?$", RegexOptions.Multiline)]
    private static partial Regex AddressLine { get; }

    [GeneratedRegex(@"^  Admin token  (\S+)$", RegexOptions.Multiline)]
    private static partial Regex AdminTokenLine { get; }

    /// <summary>Starts it on a free port of the loopback address and waits until it says that it is ready.</summary>
    /// <param name="dataDirectory">Its folder, made when absent.</param>
    /// <param name="arguments">Further arguments; a later <c>--urls</c> or setting wins.</param>
    public static async Task<SpikesProcess> StartAsync(string dataDirectory, params string[] arguments)
    {
        var process = Launch(dataDirectory, arguments);
        try
        {
            await process.WaitUntilReadyAsync();
            return process;
        }
        catch
        {
            await process.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts it without waiting, for starts that are meant to fail.</summary>
    public static SpikesProcess Launch(string dataDirectory, params string[] arguments)
    {
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet")
        {
            WorkingDirectory = Path.GetTempPath(),
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        string[] all =
        [
            Path.Combine(AppContext.BaseDirectory, "Spikes.Silo.dll"),
            "--urls", "http://127.0.0.1:0", "--Spikes:DataDirectory", dataDirectory, .. arguments,
        ];
        foreach (var argument in all)
            start.ArgumentList.Add(argument);
        foreach (var inherited in start.Environment.Keys.Where(IsConfiguration).ToList())
            start.Environment.Remove(inherited);
        return new(new OsProcess { StartInfo = start });
    }

    /// <summary>A client of this process.</summary>
    public HttpClient CreateClient() => new() { BaseAddress = Address };

    /// <summary>Ends it as <c>kill -9</c> does: nothing of it runs any more when this returns.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await ExitAsync();
    }

    /// <summary>Asks it to end as <c>kill</c> does, and answers its exit code.</summary>
    public Task<int> TerminateAsync() => SignalAsync(SigTerm);

    /// <summary>Asks it to end as Ctrl-C does, and answers its exit code.</summary>
    public Task<int> InterruptAsync() => SignalAsync(SigInt);

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
        name is "DOTNET_ENVIRONMENT" or "DOTNET_URLS" or "ConnectionStrings__Spikes"
        || ConfigurationPrefixes.Any(prefix => name.StartsWith(prefix, StringComparison.OrdinalIgnoreCase));

    private static string Text(StringBuilder lines)
    {
        lock (lines)
            return lines.ToString();
    }

    [DllImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static extern int SendSignal(int process, int signal);

    private async Task WaitUntilReadyAsync()
    {
        var end = _process.WaitForExitAsync();
        var first = await Task.WhenAny(_address.Task, end).WaitAsync(StartLimit, TimeProvider.System);
        if (first == end)
            throw new InvalidOperationException($"It ended with exit code {_process.ExitCode}.\n{Output}\n{Errors}");
    }

    private void Keep(StringBuilder lines, string? line)
    {
        if (line is null)
            return;
        lock (lines)
            lines.Append(line).Append('\n');
        // The line with the first request is the last one that a test reads.
        if (lines == _output && line.Contains("/auth/login", StringComparison.Ordinal))
            _address.TrySetResult(new Uri("http://127.0.0.1:" + AddressLine.Match(Output).Groups[1].Value));
    }

    private async Task<int> SignalAsync(int signal)
    {
        if (SendSignal(_process.Id, signal) != 0)
            throw new InvalidOperationException($"Signal {signal} failed with error {Marshal.GetLastPInvokeError()}");
        return await ExitAsync();
    }
}
