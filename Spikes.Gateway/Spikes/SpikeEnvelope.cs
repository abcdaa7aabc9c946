using System.Text;
using Spikes.Grains.Interfaces.Spikes;

namespace Spikes.Gateway.Spikes;

/// <summary>What stands around the rows of a streamed list.</summary>
/// <param name="Open">Before the first row.</param>
/// <param name="Close">After the last row, told where the rest begins, or null when nothing follows.</param>
/// <param name="MaxRows">The most rows, or null to follow the query.</param>
/// <param name="MaxBytes">The size that the rows stay below.</param>
internal sealed record SpikeEnvelope(string Open, Func<SpikeCursor?, string> Close, int? MaxRows, long MaxBytes)
{
    private const long MiB = 1024 * 1024;

    /// <summary><c>{"data":[…],"next_cursor":…}</c>, at most 8 MiB.</summary>
    public static readonly SpikeEnvelope Page = new("{\"data\":[", ClosePage, null, 8 * MiB);

    /// <summary>The array that the CLI's <c>push</c> reads, at most 9 MiB.</summary>
    public static readonly SpikeEnvelope BareArray = new("[", _ => "]", int.MaxValue, 9 * MiB) { TellsNext = false };

    /// <summary>Whether <see cref="Close"/> looks at what it is told: else nobody needs to find out.</summary>
    public bool TellsNext { get; init; } = true;

    public ReadOnlyMemory<byte> OpenBytes { get; } = Encoding.UTF8.GetBytes(Open);

    public ReadOnlyMemory<byte> CloseBytes(SpikeCursor? next) => Encoding.UTF8.GetBytes(Close(next));

    private static string ClosePage(SpikeCursor? next) =>
        next is { } cursor ? "],\"next_cursor\":\"" + SpikeCursorText.Write(cursor) + "\"}" : "],\"next_cursor\":null}";
}
