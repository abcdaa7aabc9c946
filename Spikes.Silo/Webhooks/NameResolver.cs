using System.Net;
using System.Threading.Channels;

namespace Spikes.Silo.Webhooks;

/// <summary>
/// Looks up names on threads of its own, a bounded number. The system's look-up blocks its thread for as long as name servers are silent; on the
/// pool's threads, names that strangers chose could keep everything else waiting. Who asks for a name that is being looked up waits for the same
/// answer, so that one silent name server keeps one thread.
/// </summary>
internal sealed class NameResolver
{
    /// <summary>
    /// Look-ups at once, those included that nobody waits for any more: twice as many as there are shares in the hands of a process, for a
    /// look-up may outlast its attempt.
    /// </summary>
    public const int MaxLookUps = 2 * WebhookPump.MaxInHand / WebhookPump.MaxOfShare;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, Task<IPAddress[]>> _underWay = new(StringComparer.OrdinalIgnoreCase);

    // One item for each look-up: a full channel keeps the next one waiting.
    private readonly Channel<string> _places = Channel.CreateBounded<string>(MaxLookUps);

    /// <summary>What is asked; blocks.</summary>
    internal Func<string, IPAddress[]> Ask { get; init; } = Dns.GetHostAddresses;

    /// <summary>Where it is asked.</summary>
    internal TaskScheduler Threads { get; init; } = TaskScheduler.Default;

    /// <summary>
    /// The addresses of a name; null when it was cancelled before there was a place. A look-up that has begun goes on after the cancellation and
    /// keeps its place until it ends.
    /// </summary>
    public async Task<IPAddress[]?> LookUpAsync(string host, CancellationToken cancellationToken)
    {
        if (UnderWay(host) is not { } looking)
        {
            try
            {
                await _places.Writer.WriteAsync(host, cancellationToken);
            }
            catch (OperationCanceledException)
            {
                return null;
            }

            looking = Begin(host);
        }

        return await looking.WaitAsync(cancellationToken);
    }

    private Task<IPAddress[]>? UnderWay(string host)
    {
        lock (_lock) return _underWay.GetValueOrDefault(host);
    }

    private Task<IPAddress[]> Begin(string host)
    {
        lock (_lock)
        {
            if (_underWay.TryGetValue(host, out var other))
            {
                LeavePlace();
                return other;
            }

            try
            {
                // It ends no earlier than it is listed: its end needs the lock.
                return _underWay[host] = Task.Factory.StartNew(
                    () => Answer(host), CancellationToken.None, TaskCreationOptions.LongRunning | TaskCreationOptions.DenyChildAttach, Threads);
            }
            catch
            {
                // No thread could be had.
                LeavePlace();
                throw;
            }
        }
    }

    private IPAddress[] Answer(string host)
    {
        try
        {
            return Ask(host);
        }
        finally
        {
            lock (_lock)
            {
                _underWay.Remove(host);
                LeavePlace();
            }
        }
    }

    private void LeavePlace() => _places.Reader.TryRead(out _);
}
