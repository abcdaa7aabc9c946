using System.Buffers;
using System.Text.Json;
using Spikes.Grains.Interfaces.Spikes;
using Spikes.Grains.Storage;

namespace Spikes.Grains.Spikes;

/// <summary>Collects the rows of one stretch within its limits of rows and bytes.</summary>
internal sealed class SpikePageWriter(SpikeQuery query) : IDisposable
{
    private const int MaxRows = 1000;
    private const int MaxBytes = 10 * 1024 * 1024;

    // A spike has about half a kilobyte; a buffer that grows is copied and cleared each time.
    private const int UsualRowBytes = 512;

    private readonly int _maxRows = Math.Clamp(query.MaxRows, 1, MaxRows);
    private readonly int _maxBytes = Math.Clamp(query.MaxBytes, 1, MaxBytes);
    private readonly ArrayBufferWriter<byte> _buffer = new(FirstBytes(query));
    private readonly Utf8JsonWriter _json = new(Stream.Null, SpikeJson.Options);
    private int _count;
    private int _accepted;
    private SpikeCursor _last;
    private bool _moreFollow;

    /// <summary>Takes a row; false when it does not belong to the stretch any more.</summary>
    public bool Take(SpikeRow row)
    {
        if (_count == _maxRows) return Refuse();

        if (_count > 0) _buffer.Write(","u8);
        _json.Reset(_buffer);
        SpikeJson.Write(_json, row, query.IsExport || row.InScope);
        _json.Flush();

        // The size of a row is known only once it is written; what is written too much is cut off.
        if (_count > 0 && _buffer.WrittenCount > _maxBytes) return Refuse();

        _count++;
        _accepted = _buffer.WrittenCount;
        _last = new SpikeCursor(row.ReceivedAt, row.Id);
        return true;
    }

    /// <summary>The stretch.</summary>
    /// <param name="examinedTo">Where the storage stopped looking for rows that match, or null when it saw the end.</param>
    public SpikePage ToPage(SpikeCursor? examinedTo) =>
        new(_buffer.WrittenMemory[.._accepted], _count, _moreFollow ? _last : examinedTo, _moreFollow);

    public void Dispose() => _json.Dispose();

    private static int FirstBytes(SpikeQuery query) =>
        Math.Min(Math.Clamp(query.MaxRows, 1, MaxRows) * UsualRowBytes, Math.Clamp(query.MaxBytes, 1, MaxBytes));

    private bool Refuse()
    {
        _moreFollow = true;
        return false;
    }
}
