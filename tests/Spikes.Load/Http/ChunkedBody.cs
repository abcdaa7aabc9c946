namespace Spikes.Load.Http;

/// <summary>Finds the end of a chunked body, wherever the receives cut it.</summary>
internal sealed class ChunkedBody
{
    /// <summary>The most hexadecimal digits of a size; more would overflow.</summary>
    private const int MaxDigits = 15;

    private long _size;
    private int _digits;
    private int _lineBytes;
    private Place _place;

    private enum Place
    {
        Size,
        Extension,
        Data,
        DataEnd,
        Trailer,
        Over,
    }

    public bool IsOver => _place == Place.Over;

    public void Start()
    {
        _place = Place.Size;
        (_size, _digits, _lineBytes) = (0, 0, 0);
    }

    /// <summary>Takes bytes until the end of the body and tells how many.</summary>
    public int Take(ReadOnlySpan<byte> bytes)
    {
        var at = 0;
        while (at < bytes.Length && !IsOver)
        {
            if (_place == Place.Data)
            {
                var part = (int)Math.Min(_size, bytes.Length - at);
                at += part;
                _size -= part;
                if (_size == 0)
                    _place = Place.DataEnd;
            }
            else
            {
                Take(bytes[at++]);
            }
        }

        return at;
    }

    private void Take(byte next)
    {
        switch (_place)
        {
            case Place.Size when char.IsAsciiHexDigit((char)next) && _digits < MaxDigits:
                _size = (_size * 16) + Convert.ToInt32(((char)next).ToString(), 16);
                _digits++;
                break;
            case Place.Size when next is (byte)'\r' or (byte)';' && _digits > 0:
                _place = Place.Extension;
                break;
            case Place.Extension:
                if (next == '\n')
                    (_place, _lineBytes) = (_size == 0 ? Place.Trailer : Place.Data, 0);
                break;
            case Place.DataEnd when next == '\r':
                break;
            case Place.DataEnd when next == '\n':
                Start();
                break;
            case Place.Trailer:
                TakeTrailer(next);
                break;
            default:
                throw new InvalidDataException("A broken chunk");
        }
    }

    // The empty line ends the body.
    private void TakeTrailer(byte next)
    {
        if (next == '\n')
            (_place, _lineBytes) = (_lineBytes == 0 ? Place.Over : Place.Trailer, 0);
        else if (next != '\r')
            _lineBytes++;
    }
}
