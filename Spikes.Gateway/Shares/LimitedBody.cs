namespace Spikes.Gateway.Shares;

/// <summary>A request body that ends where it passes its limit.</summary>
internal sealed class LimitedBody(Stream inner, long maxBytes) : Stream
{
    private long _received;

    /// <summary>True once more than the limit came: the end that the reader sees is not the body's.</summary>
    public bool IsExceeded => _received > maxBytes;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => _received;
        set => throw new NotSupportedException();
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (IsExceeded)
            return 0;
        var read = await inner.ReadAsync(buffer, cancellationToken);
        _received += read;
        return IsExceeded ? 0 : read;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Flush()
    {
    }
}
