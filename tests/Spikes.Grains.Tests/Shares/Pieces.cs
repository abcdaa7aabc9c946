using System.Text;
using Spikes.Grains.Interfaces.Shares;

namespace Spikes.Grains.Tests.Shares;

/// <summary>Cuts files into the pieces that a Gateway sends.</summary>
internal sealed class Pieces
{
    private readonly List<UploadPiece> _pieces = [];
    private readonly List<byte> _bytes = [];
    private long _offset;

    public Pieces Add(int file, string name, ReadOnlySpan<byte> bytes, bool isLast = true)
    {
        _pieces.Add(new UploadPiece(file, name, bytes.Length, isLast));
        _bytes.AddRange(bytes);
        return this;
    }

    public Pieces Add(int file, string name, string text, bool isLast = true) => Add(file, name, Encoding.UTF8.GetBytes(text), isLast);

    public Pieces At(long offset)
    {
        _offset = offset;
        return this;
    }

    public UploadPieces Build() => new(_pieces, _bytes.ToArray(), _offset);
}
