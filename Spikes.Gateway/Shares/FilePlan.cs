namespace Spikes.Gateway.Shares;

/// <summary>One stretch of a body: stored bytes, or markup when there is some.</summary>
internal readonly record struct FilePart(long Offset, long Length, ReadOnlyMemory<byte> Markup);

/// <summary>What a body is put together from, in order; no part is empty.</summary>
internal sealed class FilePlan
{
    private readonly List<FilePart> _parts = [];

    public List<FilePart> Parts => _parts;

    /// <summary>Bytes of the body.</summary>
    public long Length { get; private set; }

    /// <summary>The first stretch that has to be read from the storage.</summary>
    public FilePart? FirstStored
    {
        get
        {
            var index = _parts.FindIndex(part => part.Markup.IsEmpty);
            return index < 0 ? null : _parts[index];
        }
    }

    /// <summary>A range never meets insertions: HTML is sent whole.</summary>
    public static FilePlan Of(long fileLength, ByteRange? range, IReadOnlyList<Insertion> insertions)
    {
        var plan = new FilePlan();
        var at = range?.From ?? 0;
        foreach (var insertion in insertions)
        {
            plan.AddStored(at, insertion.Offset);
            plan.Add(new FilePart(0, insertion.Bytes.Length, insertion.Bytes));
            at = insertion.Offset;
        }

        plan.AddStored(at, range is { } part ? part.From + part.Length : fileLength);
        return plan;
    }

    private void AddStored(long from, long to)
    {
        if (to > from)
            Add(new FilePart(from, to - from, default));
    }

    private void Add(FilePart part)
    {
        _parts.Add(part);
        Length += part.Length;
    }
}
