using Spikes.Grains.Interfaces.Users;

namespace Spikes.Grains.Interfaces.Shares;

/// <summary>How the bytes of an HTML file are read: inserted markup is written in the same way.</summary>
[GenerateSerializer, Alias("spikes.markup-encoding")]
public enum MarkupEncoding
{
    /// <summary>UTF-8 or any other encoding that contains ASCII.</summary>
    Ascii = 0,

    /// <summary>UTF-16, little-endian, with byte order mark.</summary>
    Utf16LittleEndian = 1,

    /// <summary>UTF-16, big-endian, with byte order mark.</summary>
    Utf16BigEndian = 2,
}

/// <summary>Where markup goes into an HTML file; found once, at upload.</summary>
/// <param name="HeadOffset">Byte offset for the base element and the storage shim.</param>
/// <param name="BodyOffset">Byte offset for the widget tag: before the last <c>&lt;/body&gt;</c>, else the end of the file.</param>
/// <param name="HasBase">True when the document has a base element of its own.</param>
/// <param name="HasWidget">True when the document loads the widget itself.</param>
/// <param name="Encoding">How to write the insertions.</param>
[GenerateSerializer, Immutable, Alias("spikes.html-places")]
public sealed record HtmlPlaces(
    [property: Id(0)] long HeadOffset,
    [property: Id(1)] long BodyOffset,
    [property: Id(2)] bool HasBase,
    [property: Id(3)] bool HasWidget,
    [property: Id(4)] MarkupEncoding Encoding);

/// <summary>A file of a share, ready to be served.</summary>
/// <param name="ShareId">The share's UUID.</param>
/// <param name="Name">The file's name in the share.</param>
/// <param name="ContentId">Handle for <see cref="IShareReaderGrain.ReadContentAsync"/>.</param>
/// <param name="ContentHash">SHA-256 of the stored bytes, hex.</param>
/// <param name="Length">Stored bytes.</param>
/// <param name="Html">Where markup is inserted, or null when the file is no HTML.</param>
/// <param name="OwnerTier">The owner's tier now.</param>
/// <param name="IsFolder">True when the request must be sent to the same path with a slash (contract section 5.5).</param>
[GenerateSerializer, Immutable, Alias("spikes.shared-file")]
public sealed record SharedFile(
    [property: Id(0)] string ShareId,
    [property: Id(1)] string Name,
    [property: Id(2)] long ContentId,
    [property: Id(3)] string ContentHash,
    [property: Id(4)] long Length,
    [property: Id(5)] HtmlPlaces? Html,
    [property: Id(6)] Tier OwnerTier,
    [property: Id(7)] bool IsFolder);

/// <summary>Bytes of a stored file.</summary>
/// <param name="Bytes">The bytes from the asked offset; fewer than asked only at the end of the file.</param>
[GenerateSerializer, Immutable, Alias("spikes.content-chunk")]
public sealed record ContentChunk([property: Id(0)] ReadOnlyMemory<byte> Bytes);
