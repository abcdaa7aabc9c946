using System.Net;

namespace Spikes.Chaos.Uploading;

/// <summary>A body that is sent bit by bit, so that many uploads are under way at any moment.</summary>
internal sealed class SlowContent : HttpContent
{
    private const int Pieces = 12;

    private readonly byte[] _bytes;
    private readonly TimeSpan _pause;
    private readonly TimeProvider _clock;

    private SlowContent(byte[] bytes, TimeSpan duration, TimeProvider clock) => (_bytes, _pause, _clock) = (bytes, duration / Pieces, clock);

    public static async Task<SlowContent> OfAsync(HttpContent content, TimeSpan duration, TimeProvider clock)
    {
        var slow = new SlowContent(await content.ReadAsByteArrayAsync(), duration, clock);
        slow.Headers.ContentType = content.Headers.ContentType;
        return slow;
    }

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
    {
        foreach (var piece in _bytes.Chunk(Math.Max(1, (_bytes.Length / Pieces) + 1)))
        {
            await stream.WriteAsync(piece);
            await stream.FlushAsync();
            await Task.Delay(_pause, _clock);
        }
    }

    protected override bool TryComputeLength(out long length)
    {
        length = _bytes.Length;
        return true;
    }
}
