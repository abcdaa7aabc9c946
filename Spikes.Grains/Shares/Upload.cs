using System.Security.Cryptography;
using Spikes.Grains.Interfaces.Outcomes;
using Spikes.Grains.Interfaces.Shares;
using Spikes.Grains.Storage;

namespace Spikes.Grains.Shares;

/// <summary>What an upload has got so far: the order of its pieces, its size, the hashes of its files.</summary>
internal sealed class Upload(UploadLimits limits) : IDisposable
{
    private static readonly Refusal OutOfOrder = new(ErrorCode.Unavailable, "The pieces of the upload are out of order");
    private static readonly Refusal TooLarge = new(ErrorCode.SizeLimit, "The upload is too large");
    private static readonly Refusal TooMany = new(ErrorCode.ValidationError, "The upload has too many files");
    private static readonly Refusal NoFile = new(ErrorCode.ValidationError, "The upload has no file");

    private readonly List<StagedFile> _files = [];
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private string? _openName;
    private long _openLength;
    private long _total;

    public IReadOnlyList<StagedFile> Files => _files;

    /// <summary>Why the files cannot become a share, or null.</summary>
    public Refusal? WhyNotComplete() => _openName is not null ? OutOfOrder : _files.Count == 0 ? NoFile : null;

    /// <summary>Why the pieces are not acceptable, or null. Changes nothing.</summary>
    public Refusal? WhyNot(UploadPieces pieces)
    {
        if (pieces.Pieces.Count > UploadPieces.MaxPieces || pieces.Bytes.Length > UploadPieces.MaxBytes) return TooLarge;
        if (pieces.Offset != _total) return OutOfOrder;
        if (_total + pieces.Bytes.Length > limits.MaxUploadBytes) return TooLarge;

        var length = 0L;
        var files = _files.Count;
        var openName = _openName;
        foreach (var piece in pieces.Pieces)
        {
            if (piece.Length < 0 || piece.File != files || (openName is not null && openName != piece.Name)) return OutOfOrder;
            if (files >= limits.MaxFilesPerShare) return TooMany;

            length += piece.Length;
            openName = piece.IsLast ? null : piece.Name;
            if (piece.IsLast) files++;
        }

        return length == pieces.Bytes.Length ? null : OutOfOrder;
    }

    /// <summary>Hashes the pieces and says what to stage. The bytes are not kept: the sender uses its buffer again.</summary>
    public IReadOnlyList<StagedPiece> Accept(UploadPieces pieces)
    {
        var staged = new List<StagedPiece>(pieces.Pieces.Count);
        var rest = pieces.Bytes;
        foreach (var piece in pieces.Pieces)
        {
            var bytes = rest[..piece.Length];
            rest = rest[piece.Length..];
            _hash.AppendData(bytes.Span);
            _total += piece.Length;
            _openLength += piece.Length;
            _openName = piece.Name;
            staged.Add(new StagedPiece(piece.File, bytes));
            if (piece.IsLast) CloseFile(piece);
        }

        return staged;
    }

    /// <summary>Notes where markup goes into a whole file.</summary>
    public void SetHtml(int file, HtmlPlaces places) => _files[file] = _files[file] with { Html = places };

    public void Dispose() => _hash.Dispose();

    private void CloseFile(UploadPiece piece)
    {
        var hash = Convert.ToHexStringLower(_hash.GetHashAndReset());
        _files.Add(new StagedFile(piece.File, piece.Name, hash, _openLength, Html: null));
        _openName = null;
        _openLength = 0;
    }
}
