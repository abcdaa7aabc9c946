using System.Text;
using System.Text.Json;
using Spikes.Gateway.Spikes;
using Spikes.Grains.Interfaces.Json;
using Spikes.Grains.Interfaces.Projects;
using Spikes.Grains.Interfaces.Spikes;

namespace Spikes.Gateway.Shares;

/// <summary>Bodies that end in <c>exported_spikes</c>: all spikes of a share in owner form, streamed.</summary>
internal static class SpikeExport
{
    /// <summary>The most bytes of one share with its spikes (contract section 2.3).</summary>
    private const long MaxShareBytes = 9 * 1024 * 1024;

    private const string Opening = ",\"exported_spikes\":[";

    private static readonly SpikeEnvelope Deleted = new("{\"ok\":true" + Opening, _ => "]}", int.MaxValue, long.MaxValue);

    /// <summary>The answer to a delete: every spike, whatever the size.</summary>
    public static SpikeStream Whole(string shareId, IGrainFactory grains) => new(grains, All(shareId), Deleted);

    /// <summary>The members of a share, then its spikes; over the bound the oldest are left out, and the body says so.</summary>
    public static SpikeStream Within(ShareRow share, IGrainFactory grains)
    {
        using var json = new MemoryStream();
        using (var writer = new Utf8JsonWriter(json, new JsonWriterOptions { Encoder = PlainJsonEncoder.Instance }))
            JsonSerializer.Serialize(writer, share, ShareJson.Default.ShareRow);
        var members = Encoding.UTF8.GetString(json.GetBuffer(), 0, (int)json.Length - 1);
        return new SpikeStream(grains, All(share.Id), new SpikeEnvelope(members + Opening, Close, int.MaxValue, MaxShareBytes));
    }

    private static string Close(SpikeCursor? next) => next is null ? "]}" : "],\"exported_truncated\":true}";

    private static SpikeQuery All(string shareId) =>
        new(Caller.Admin, StoreKey.Share(shareId), SpikeFilter.None, null, int.MaxValue, SpikeStream.StretchBytes) { IsExport = true };
}
