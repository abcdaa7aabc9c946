using System.Buffers.Binary;
using Spikes.Grains.Interfaces.Shares;

namespace Spikes.Grains.Shares.Html;

/// <summary>Reads up to <paramref name="count"/> bytes of a file; empty when they cannot be read.</summary>
internal delegate ReadOnlyMemory<byte> ReadBytes(long offset, int count);

/// <summary>
/// A file as characters whose numbers lead back to bytes. Latin-1 gives one character for each byte, which finds markup in UTF-8 and in
/// every other encoding that contains ASCII; a byte order mark tells UTF-16.
/// </summary>
internal sealed class MarkupText
{
    private readonly ReadBytes _read;
    private readonly int _markBytes;
    private readonly int _charBytes;

    internal MarkupText(long length, ReadBytes read)
    {
        _read = read;
        (Encoding, _markBytes, _charBytes) = read(0, (int)Math.Min(length, 3)).Span switch
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

    /// <summary>Where the character begins in the file.</summary>
    internal long OffsetOf(long index) => _markBytes + (index * _charBytes);

    /// <summary>Reads characters until <paramref name="into"/> is full or nothing more comes.</summary>
    internal int Read(long index, Span<char> into)
    {
        var done = 0;
        while (done < into.Length)
        {
            var wanted = Math.Min((into.Length - done) * _charBytes, IShareReaderGrain.MaxContentBytes);
            var bytes = _read(OffsetOf(index + done), wanted).Span;
            var characters = bytes.Length / _charBytes;
            if (characters == 0) break;

            Decode(bytes[..(characters * _charBytes)], into[done..]);
            done += characters;
        }

        // To the tokenizer U+FFFF is the end of the file.
        into[..done].Replace('\uFFFF', '\uFFFD');
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
