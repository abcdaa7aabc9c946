using System.Buffers.Binary;
using Spikes.Grains.Interfaces.Shares;

namespace Spikes.Grains.Shares.Html;

/// <summary>Reads up to <paramref name="count"/> bytes of a file; empty when they cannot be read.</summary>
internal delegate ValueTask<ReadOnlyMemory<byte>> ReadBytes(long offset, int count);

/// <summary>
/// A file as characters whose numbers lead back to bytes. Latin-1 gives one character for each byte, which finds markup in UTF-8 and in
/// every other encoding that contains ASCII; a byte order mark tells UTF-16.
/// </summary>
internal sealed class MarkupText
{
    private readonly ReadBytes _read;
    private readonly int _markBytes;
    private readonly int _charBytes;

    private MarkupText(long length, ReadBytes read, ReadOnlySpan<byte> start)
    {
        _read = read;
        (Encoding, _markBytes, _charBytes) = start switch
        {
            [0xEF, 0xBB, 0xBF, ..] => (MarkupEncoding.Ascii, 3, 1),
            [0xFF, 0xFE, ..] => (MarkupEncoding.Utf16LittleEndian, 2, 2),
            [0xFE, 0xFF, ..] => (MarkupEncoding.Utf16BigEndian, 2, 2),
            _ => (MarkupEncoding.Ascii, 0, 1),
        };
        Length = (length - _markBytes) / _charBytes;
    }

    internal MarkupEncoding Encoding { get; }

    /// <summary>Characters, without byte order mark.</summary>
    internal long Length { get; }

    /// <summary>Looks for the byte order mark.</summary>
    internal static async ValueTask<MarkupText> OpenAsync(long length, ReadBytes read) =>
        new(length, read, (await read(0, (int)Math.Min(length, 3))).Span);

    /// <summary>Where the character begins in the file.</summary>
    internal long OffsetOf(long index) => _markBytes + (index * _charBytes);

    /// <summary>Reads characters until <paramref name="into"/> is full or nothing more comes.</summary>
    internal async ValueTask<int> ReadAsync(long index, Memory<char> into)
    {
        var done = 0;
        while (done < into.Length)
        {
            var wanted = Math.Min((into.Length - done) * _charBytes, IShareReaderGrain.MaxContentBytes);
            var bytes = await _read(OffsetOf(index + done), wanted);
            var characters = bytes.Length / _charBytes;
            if (characters == 0) break;

            Decode(bytes.Span[..(characters * _charBytes)], into.Span[done..]);
            done += characters;
        }

        // To the tokenizer U+FFFF is the end of the file.
        into.Span[..done].Replace('\uFFFF', '\uFFFD');
        return done;
    }

    private void Decode(ReadOnlySpan<byte> bytes, Span<char> into)
    {
        if (Encoding == MarkupEncoding.Ascii)
        {
            System.Text.Encoding.Latin1.GetChars(bytes, into);
            return;
        }

        for (var i = 0; i < bytes.Length / 2; i++)
        {
            var pair = bytes[(i * 2)..];
            into[i] = (char)(Encoding == MarkupEncoding.Utf16LittleEndian
                ? BinaryPrimitives.ReadUInt16LittleEndian(pair)
                : BinaryPrimitives.ReadUInt16BigEndian(pair));
        }
    }
}
