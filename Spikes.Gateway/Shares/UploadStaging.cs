using System.Buffers;
using Spikes.Gateway.Hosting;
using Spikes.Grains.Interfaces.Outcomes;
using Spikes.Grains.Interfaces.Shares;

namespace Spikes.Gateway.Shares;

/// <summary>Packs files into calls of at most <see cref="UploadPieces.MaxBytes"/>: one buffer per upload, however large it is.</summary>
internal sealed class UploadStaging(IUploadGrain upload, TimeProvider clock) : IDisposable
{
    private readonly byte[] _buffer = ArrayPool<byte>.Shared.Rent(UploadPieces.MaxBytes);
    private readonly List<UploadPiece> _pieces = [];
    private string? _name;
    private int _file = -1;
    private long _sent;
    private int _filled;
    private int _pieceStart;
    private bool _isLent;

    /// <summary>True when the grain may hold something that has to be dropped or published.</summary>
    public bool HasStaged { get; private set; }

    /// <summary>Where the next bytes of the file go; empty when the buffer has to be flushed first.</summary>
    public Memory<byte> Room => _buffer.AsMemory(_filled, UploadPieces.MaxBytes - _filled);

    public void BeginFile(string name)
    {
        _file++;
        _name = name;
    }

    /// <summary>Counts bytes that were written into <see cref="Room"/>.</summary>
    public void Add(int count) => _filled += count;

    public async ValueTask<Refusal?> EndFileAsync()
    {
        ClosePiece(isLast: true);
        _name = null;
        return _pieces.Count == UploadPieces.MaxPieces ? await FlushAsync() : null;
    }

    public async ValueTask<Refusal?> FlushAsync()
    {
        if (_filled > _pieceStart)
            ClosePiece(isLast: false);
        if (_pieces.Count == 0)
            return null;
        HasStaged = true;
        _isLent = true;
        // Not the request's token: what is cancelled half-way leaves the grain with a buffer that is in use again.
        var pieces = new UploadPieces([.. _pieces], _buffer.AsMemory(0, _filled), _sent);
        var outcome = await LongCall.WhileAtWorkAsync(upload.AppendAsync(pieces, CancellationToken.None), upload.IsAtWorkAsync, clock);
        _isLent = false;
        _sent += _filled;
        Discard();
        return outcome.IsSuccess(out _, out var refusal) ? null : refusal;
    }

    /// <summary>Forgets what was not sent yet, and makes room.</summary>
    public void Discard()
    {
        _pieces.Clear();
        _filled = _pieceStart = 0;
    }

    /// <summary>After a call that threw, the grain may still read the buffer: then the pool does not get it back.</summary>
    public void Dispose()
    {
        if (!_isLent)
            ArrayPool<byte>.Shared.Return(_buffer);
    }

    private void ClosePiece(bool isLast)
    {
        _pieces.Add(new UploadPiece(_file, _name!, _filled - _pieceStart, isLast));
        _pieceStart = _filled;
    }
}
