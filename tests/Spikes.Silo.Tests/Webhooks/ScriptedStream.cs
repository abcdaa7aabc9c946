using System.Text;

namespace Spikes.Silo.Tests.Webhooks;

/// <summary>A connection on which the other side says what is written down, and then nothing more; takes whatever is sent.</summary>
internal sealed class ScriptedStream(string script) : Stream
{
    private readonly MemoryStream _script = new(Encoding.Latin1.GetBytes(script));
    private readonly TaskCompletionSource _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private readonly TaskCompletionSource _exhausted = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Done when all is read and more is waited for.</summary>
    public Task Exhausted => _exhausted.Task;

    public bool IsClosed => _closed.Task.IsCompleted;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        // A read for no bytes asks whether there are any.
        if (_script.Position < _script.Length)
            return buffer.IsEmpty ? 0 : _script.Read(buffer.Span);
        _exhausted.TrySetResult();
        await _closed.Task.WaitAsync(cancellationToken);
        throw new IOException("closed");
    }

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) => ValueTask.CompletedTask;

    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count)
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        _closed.TrySetResult();
        base.Dispose(disposing);
    }
}
