using System.Net.Sockets;

namespace Spikes.Testing;

/// <summary>A silo or a gateway of a <see cref="SpikesCluster"/>, as a process of its own.</summary>
public sealed class ClusterNode : IAsyncDisposable
{
    // Many start at once, and a busy machine gives each of them little time.
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(180);
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(50);

    private readonly ProgramProcess _process;

    /// <param name="assembly">A file beside the tests, as <c>Spikes.Gateway.dll</c>.</param>
    /// <param name="address">Where its HTTP port is to be.</param>
    /// <param name="settings">As arguments.</param>
    /// <param name="launcher">What starts it, or null.</param>
    internal ClusterNode(string assembly, Uri address, IEnumerable<string> settings, IReadOnlyList<string>? launcher)
    {
        Address = address;
        _process = new ProgramProcess(assembly, ["--urls", address.GetLeftPart(UriPartial.Authority), .. settings], null, launcher);
    }

    /// <summary>Of its HTTP port: the contract on a gateway and on a silo that serves HTTP, probes on any other silo.</summary>
    public Uri Address { get; }

    public int Id => _process.Id;

    public bool HasExited => _process.HasExited;

    /// <summary>What it wrote, for a message.</summary>
    public string Output => _process.Output + _process.Errors;

    /// <summary>Returns when its readiness probe answers 200.</summary>
    /// <exception cref="InvalidOperationException">It has ended, or is not ready in time.</exception>
    public async Task WaitUntilReadyAsync()
    {
        using var http = new HttpClient();
        await WaitUntilAsync("not ready", limit => IsReadyAsync(http, limit));
    }

    /// <summary>Returns when it says at its start that it waits for something.</summary>
    /// <exception cref="InvalidOperationException">It has ended, or does not say so in time.</exception>
    public Task WaitUntilItWaitsAsync() =>
        WaitUntilAsync("not waiting", _ => Task.FromResult(Output.Contains("waiting for up to ", StringComparison.Ordinal)));

    /// <summary>Ends it as <c>kill -9</c> does: nothing of it runs any more when this returns.</summary>
    public Task KillAsync() => _process.KillAsync();

    /// <summary>Asks it to end as <c>kill</c> does, and answers its exit code.</summary>
    public async Task<int> TerminateAsync()
    {
        _process.Send(Signal.Terminate);
        return await _process.ExitAsync();
    }

    /// <summary>Waits for its end and answers the exit code.</summary>
    public Task<int> ExitAsync() => _process.ExitAsync();

    /// <summary>Keeps all its threads from running, as a paused virtual machine does.</summary>
    public void Pause() => _process.Send(Signal.Stop);

    /// <summary>Lets it run on after <see cref="Pause"/>.</summary>
    public void Resume() => _process.Send(Signal.Continue);

    public ValueTask DisposeAsync() => _process.DisposeAsync();

    private async Task WaitUntilAsync(string failing, Func<CancellationToken, Task<bool>> holds)
    {
        using var limit = new CancellationTokenSource(StartLimit, TimeProvider.System);
        try
        {
            while (!await holds(limit.Token))
            {
                if (_process.HasExited)
                    throw new InvalidOperationException($"It ended with exit code {await _process.ExitAsync()}.\n{Output}");
                await Task.Delay(Poll, TimeProvider.System, limit.Token);
            }
        }
        catch (OperationCanceledException)
        {
            throw new InvalidOperationException($"It is {failing} after {StartLimit.TotalSeconds} s.\n{Output}");
        }
    }

    private async Task<bool> IsReadyAsync(HttpClient http, CancellationToken cancellationToken)
    {
        try
        {
            using var response = await http.GetAsync(new Uri(Address, "/health/ready"), cancellationToken);
            return response.IsSuccessStatusCode;
        }
        catch (Exception fault) when (fault is HttpRequestException or SocketException)
        {
            return false;
        }
    }
}
