using System.Net;
using System.Threading.Channels;

namespace Spikes.Silo.Webhooks;

/// <summary>
/// Looks up names on threads of its own, a bounded number. The system's look-up blocks its thread for as long as name servers are silent; on the
/// pool's threads, names that strangers chose could keep everything else waiting.
/// </summary>
internal sealed class NameResolver
{
    /// <summary>Look-ups at once, those included that nobody waits for any more.</summary>
    public const int MaxLookUps = 16;

    // One item for each look-up: a full channel keeps the next one waiting.
    private readonly Channel<string> _underWay = Channel.CreateBounded<string>(MaxLookUps);

    /// <summary>What is asked; blocks.</summary>
    internal Func<string, IPAddress[]> Ask { get; init; } = Dns.GetHostAddresses;

    /// <summary>The addresses of a name. A look-up that has begun goes on after the cancellation and keeps its place until it ends.</summary>
    public async Task<IPAddress[]> LookUpAsync(string host, CancellationToken cancellationToken)
    {
        await _underWay.Writer.WriteAsync(host, cancellationToken);
        var looking = Task.Factory.StartNew(
            () =>
            {
                try
                {
                    return Ask(host);
                }
                finally
                {
                    _underWay.Reader.TryRead(out _);
                }
            },
            CancellationToken.None,
            TaskCreationOptions.LongRunning | TaskCreationOptions.DenyChildAttach,
            TaskScheduler.Default);
        return await looking.WaitAsync(cancellationToken);
    }
}
