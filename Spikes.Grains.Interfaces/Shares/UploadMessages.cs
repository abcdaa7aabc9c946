namespace Spikes.Grains.Interfaces.Shares;

/// <summary>A stretch of one uploaded file within <see cref="UploadPieces.Bytes"/>; stretches follow each other in order.</summary>
/// <param name="File">Number of the file in this upload, from 0, rising.</param>
/// <param name="Name">The file's checked name.</param>
/// <param name="Length">Bytes of this stretch; may be 0.</param>
/// <param name="IsLast">True for the file's last stretch.</param>
[GenerateSerializer, Immutable, Alias("spikes.upload-piece")]
public readonly record struct UploadPiece(
    [property: Id(0)] int File, [property: Id(1)] string Name, [property: Id(2)] int Length, [property: Id(3)] bool IsLast);

/// <summary>The next bytes of an upload. The sender may use the buffer again once the call has returned.</summary>
/// <param name="Pieces">Which bytes belong to which file.</param>
/// <param name="Bytes">At most <see cref="MaxBytes"/>.</param>
/// <param name="Offset">
/// The bytes of this upload sent before. A grain that lost its memory, or that gets a call twice, refuses instead of making a wrong file.
/// </param>
[GenerateSerializer, Immutable, Alias("spikes.upload-pieces")]
public sealed record UploadPieces(
    [property: Id(0)] IReadOnlyList<UploadPiece> Pieces, [property: Id(1)] ReadOnlyMemory<byte> Bytes, [property: Id(2)] long Offset)
{
    /// <summary>The most bytes of one call.</summary>
    public const int MaxBytes = 256 * 1024;

    /// <summary>The most pieces of one call.</summary>
    public const int MaxPieces = 500;
}
