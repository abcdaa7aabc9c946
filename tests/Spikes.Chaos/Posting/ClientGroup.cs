namespace Spikes.Chaos.Posting;

/// <summary>Clients that go on in the background until they are stopped, over one pool of connections.</summary>
internal abstract class ClientGroup : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private Task _work = Task.CompletedTask;

    /// <summary>Of all clients. A client limits its calls itself.</summary>
    protected HttpClient Http { get; } =
        new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false }) { Timeout = Timeout.InfiniteTimeSpan };

    /// <summary>Cancelled when no client shall begin anything new.</summary>
    protected CancellationToken Stopping => _stop.Token;

    /// <summary>Lets clients begin nothing new, and waits for what is under way.</summary>
    public async Task StopAsync()
    {
        await _stop.CancelAsync();
        await _work;
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        Http.Dispose();
        _stop.Dispose();
    }

    /// <summary>Begins; once, at the end of the constructor.</summary>
    protected void Begin(IEnumerable<Func<Task>> clients) => _work = Task.WhenAll(clients.Select(Task.Run));
}
