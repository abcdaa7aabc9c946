using System.Buffers.Text;
using System.Text;

namespace Spikes.Load.Http;

/// <summary>Finds the status and the end of one HTTP/1.1 answer in what a socket receives. Bodies are counted, not kept.</summary>
internal sealed class ResponseReader
{
    /// <summary>The longest head; the rest of the buffer only makes fewer receives.</summary>
    private const int BufferBytes = 64 * 1024;

    private readonly byte[] _buffer = new byte[BufferBytes];
    private readonly ChunkedBody _chunks = new();
    private int _filled;
    private int _received;
    private Part _part;
    private long _left;

    private enum Part
    {
        Head,
        Length,
        Chunked,
    }

    public int Status { get; private set; }

    /// <summary>Whether the server closes the connection after this answer.</summary>
    public bool IsLast { get; private set; }

    /// <summary>Where the next bytes go. Never empty.</summary>
    public Memory<byte> Free => _buffer.AsMemory(_filled);

    /// <summary>The beginning of what was received last, for a message.</summary>
    public string Excerpt => Encoding.UTF8.GetString(_buffer.AsSpan(0, Math.Min(_received, 600)));

    /// <summary>Begins anew on another connection.</summary>
    public void Reset() => (_filled, _received, _part) = (0, 0, Part.Head);

    /// <summary>Takes what was received; true once the answer is whole.</summary>
    public bool Advance(int received)
    {
        _filled += received;
        _received = _filled;
        var body = _buffer.AsSpan(0, _filled);
        if (_part == Part.Head)
        {
            var end = body.IndexOf("\r\n\r\n"u8);
            if (end < 0)
                return _filled < BufferBytes ? false : throw new InvalidDataException("The head is too long");
            ReadHead(body[..(end + 2)]);
            body = body[(end + 4)..];
        }

        _filled = 0;
        var isWhole = _part == Part.Chunked ? TakeChunks(body) : TakeLength(body);
        if (isWhole)
            _part = Part.Head;
        return isWhole;
    }

    private bool TakeLength(ReadOnlySpan<byte> body)
    {
        _left -= body.Length;
        return _left >= 0 ? _left == 0 : throw new InvalidDataException("More bytes than the length says");
    }

    private bool TakeChunks(ReadOnlySpan<byte> body)
    {
        var taken = _chunks.Take(body);
        if (!_chunks.IsOver)
            return false;
        return taken == body.Length ? true : throw new InvalidDataException("Bytes after the last chunk");
    }

    private void ReadHead(ReadOnlySpan<byte> head)
    {
        if (!head.StartsWith("HTTP/1.1 "u8) || !Utf8Parser.TryParse(head[9..12], out int status, out var digits) || digits != 3 || status < 200)
            throw new InvalidDataException("No status line");
        Status = status;
        IsLast = false;
        _part = Part.Length;
        long? length = status is 204 or 304 ? 0 : null;

        for (var rest = NextLine(head); !rest.IsEmpty; rest = NextLine(rest))
        {
            var line = rest[..rest.IndexOf((byte)'\r')];
            var colon = line.IndexOf((byte)':');
            if (colon < 0)
                throw new InvalidDataException("A header without a colon");
            var value = line[(colon + 1)..].Trim((byte)' ');
            if (Ascii.EqualsIgnoreCase(line[..colon], "Content-Length"u8))
                length ??= Utf8Parser.TryParse(value, out long bytes, out _) ? bytes : throw new InvalidDataException("No length");
            else if (Ascii.EqualsIgnoreCase(line[..colon], "Transfer-Encoding"u8) && Ascii.EqualsIgnoreCase(value, "chunked"u8))
                _part = Part.Chunked;
            else if (Ascii.EqualsIgnoreCase(line[..colon], "Connection"u8) && Ascii.EqualsIgnoreCase(value, "close"u8))
                IsLast = true;
        }

        if (_part == Part.Chunked)
            _chunks.Start();
        else
            _left = length ?? throw new InvalidDataException("Neither a length nor chunks");
    }

    private static ReadOnlySpan<byte> NextLine(ReadOnlySpan<byte> text) => text[(text.IndexOf((byte)'\n') + 1)..];
}
