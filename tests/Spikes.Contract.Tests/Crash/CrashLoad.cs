using System.Collections.Concurrent;

namespace Spikes.Contract.Tests.Crash;

/// <summary>Clients that send each spike, with a client id, until it is acknowledged, and write the acknowledgement down.</summary>
internal sealed class CrashLoad(Uri server) : IDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(120);

    private readonly SemaphoreSlim _acknowledgements = new(0);
    private volatile Uri _server = server;
    private volatile bool _isStopped;

    public ConcurrentBag<(string Id, string Sent)> Acknowledged { get; } = [];

    /// <summary>Where the clients find the program now.</summary>
    public Uri Server
    {
        set => _server = value;
    }

    public void Stop() => _isStopped = true;

    public void Dispose() => _acknowledgements.Dispose();

    /// <summary>Waits until so many more spikes are acknowledged.</summary>
    public async Task WaitForMoreAsync(int count)
    {
        while (_acknowledgements.Wait(0, CancellationToken.None))
        {
        }

        for (var seen = 0; seen < count; seen++)
        {
            if (!await _acknowledgements.WaitAsync(Deadline))
                throw new TimeoutException("The program acknowledges nothing");
        }
    }

    public async Task RunAsync(string shareId)
    {
        while (!_isStopped)
        {
            var sent = Guid.NewGuid().ToString("N");
            Acknowledged.Add((await SendAsync(shareId, sent), sent));
            _acknowledgements.Release();
        }
    }

    private async Task<string> SendAsync(string shareId, string sent)
    {
        var body = SpikesApp.Spike(shareId);
        (body["id"], body["comments"]) = (sent, sent);
        while (true)
        {
            using var app = new SpikesApp(_server);
            try
            {
                var answer = await app.PostAsync("/spikes", body);
                if (answer.Status is 200 or 201)
                    return answer.Json["id"]!.GetValue<string>();
            }
            catch (HttpRequestException)
            {
                // Killed: the same spike goes out again with the same id.
            }
        }
    }
}
