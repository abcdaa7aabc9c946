using System.Text.RegularExpressions;

namespace Spikes.Testing;

/// <summary>
/// Local mode as a process of its own, on a free port, with a clean environment and a folder that the test gives it. The folder
/// outlives the process, so that a test can kill it and start another on what is left.
/// </summary>
public sealed partial class SpikesProcess : IAsyncDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);

    private readonly ProgramProcess _process;
    private readonly TaskCompletionSource<bool> _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private SpikesProcess(string[] arguments) =>
        _process = new ProgramProcess("Spikes.Silo.dll", arguments, line =>
        {
            // The line with the first request is the last one that a test reads.
            if (line.Contains("/auth/login", StringComparison.Ordinal))
                _ready.TrySetResult(true);
        });

    /// <summary>Where it listens, as a numeric address. Known once it is ready.</summary>
    public Uri Address => _ready.Task.IsCompletedSuccessfully
        ? new Uri("http://127.0.0.1:" + AddressLine.Match(Output).Groups[1].Value)
        : throw new InvalidOperationException("It is not ready");

    /// <summary>The admin token that the start printed.</summary>
    public string AdminToken => AdminTokenLine.Match(Output).Groups[1].Value;

    /// <summary>All of stdout so far.</summary>
    public string Output => _process.Output;

    /// <summary>All of stderr so far.</summary>
    public string Errors => _process.Errors;

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
    public static SpikesProcess Launch(string dataDirectory, params string[] arguments) =>
        new(["--urls", "http://127.0.0.1:0", "--Spikes:DataDirectory", dataDirectory, .. arguments]);

    /// <summary>A client of this process.</summary>
    public HttpClient CreateClient() => new() { BaseAddress = Address };

    /// <summary>Ends it as <c>kill -9</c> does: nothing of it runs any more when this returns.</summary>
    public Task KillAsync() => _process.KillAsync();

    /// <summary>Asks it to end as <c>kill</c> does, and answers its exit code.</summary>
    public Task<int> TerminateAsync() => SignalAsync(Signal.Terminate);

    /// <summary>Asks it to end as Ctrl-C does, and answers its exit code.</summary>
    public Task<int> InterruptAsync() => SignalAsync(Signal.Interrupt);

    /// <summary>Waits for its end and answers the exit code.</summary>
    public Task<int> ExitAsync() => _process.ExitAsync();

    public ValueTask DisposeAsync() => _process.DisposeAsync();

    private async Task WaitUntilReadyAsync()
    {
        var first = await Task.WhenAny(_ready.Task, _process.Exited).WaitAsync(StartLimit, TimeProvider.System);
        if (first != _ready.Task)
            throw new InvalidOperationException($"It ended with exit code {await _process.ExitAsync()}.\n{Output}\n{Errors}");
    }

    private async Task<int> SignalAsync(Signal signal)
    {
        _process.Send(signal);
        return await _process.ExitAsync();
    }
}
