using System.Collections.Concurrent;

namespace Spikes.Contract.Tests.Crash;

/// <summary>Clients that send each spike, with a client id, until it is acknowledged, and write the acknowledgement down.</summary>
internal sealed class CrashLoad(Uri server) : IDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(120);

    private readonly TaskCompletionSource _failed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly SemaphoreSlim _acknowledgements = new(0);
    private volatile Uri _server = server;
    private volatile bool _isStopped;
    private volatile bool _isDisposed;

    public ConcurrentBag<(string Id, string Sent)> Acknowledged { get; } = [];

    /// <summary>Where the clients find the program now.</summary>
    public Uri Server
    {
        set => _server = value;
    }

    public void Stop() => _isStopped = true;

    public void Dispose()
    {
        (_isStopped, _isDisposed) = (true, true);
        _acknowledgements.Dispose();
    }

    /// <summary>Waits until so many more spikes are acknowledged, or throws what a client met.</summary>
    public async Task WaitForMoreAsync(int count)
    {
        while (_acknowledgements.Wait(0, CancellationToken.None))
        {
        }

        for (var seen = 0; seen < count && !_failed.Task.IsCompleted; seen++)
        {
            var acknowledged = _acknowledgements.WaitAsync(Deadline);
            await Task.WhenAny(acknowledged, _failed.Task);
            if (acknowledged.IsCompleted && !await acknowledged)
                throw new TimeoutException("The program acknowledges nothing");
        }

        if (_failed.Task.IsCompleted)
            await _failed.Task;
    }

    public async Task RunAsync(string shareId)
    {
        try
        {
            while (!_isStopped)
            {
                var sent = Guid.NewGuid().ToString("N");
                Acknowledged.Add((await SendAsync(shareId, sent), sent));
                _acknowledgements.Release();
            }
        }
        catch (Exception exception)
        {
            _failed.TrySetException(exception);
            throw;
        }
    }

    private async Task<string> SendAsync(string shareId, string sent)
    {
        var body = SpikesApp.Spike(shareId);
        (body["id"], body["comments"]) = (sent, sent);
        var start = TimeProvider.System.GetTimestamp();
        while (!_isDisposed && TimeProvider.System.GetElapsedTime(start) < Deadline)
        {
            using var app = new SpikesApp(_server);
            try
            {
                var answer = await app.PostAsync("/spikes", body);
                if (answer.Status is 200 or 201)
                    return answer.Json["id"]!.GetValue<string>();
                // A refusal is no crash: sending it again would hide it.
                if (answer.Status < 500)
                    throw new InvalidOperationException($"A spike is answered {answer.Status}: {answer.Body}");
            }
            catch (HttpRequestException)
            {
                // Killed: the same spike goes out again with the same id.
            }
        }

        throw new TimeoutException("A spike is never acknowledged");
    }
}
