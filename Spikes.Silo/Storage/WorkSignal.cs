using System.Threading.Channels;

namespace Spikes.Silo.Storage;

/// <summary>Tells a pump of this process that its queue has work; any number of calls are one signal.</summary>
internal sealed class WorkSignal(TimeProvider timeProvider)
{
    private readonly Channel<bool> _changed =
        Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    /// <summary>Something was queued.</summary>
    public void Set() => _changed.Writer.TryWrite(true);

    /// <summary>Returns when something was queued, at the latest after <paramref name="longest"/>.</summary>
    public async Task WaitAsync(TimeSpan longest, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(longest, timeProvider);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            await _changed.Reader.ReadAsync(either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
        }
    }
}
