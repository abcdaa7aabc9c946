using System.Buffers;
using System.Text;
using System.Text.Json;
using Spikes.Grains.Interfaces.Json;
using Spikes.Silo.Storage;

namespace Spikes.Silo.Webhooks;

/// <summary>What a webhook is told of a spike (contract section 9.2): exact in member order and nulls, and without the reviewer's address.</summary>
internal static class WebhookBody
{
    private static readonly JsonWriterOptions Options = new() { Encoder = PlainJsonEncoder.Instance };

    /// <summary>The body as JSON.</summary>
    public static string Write(in NewSpike spike)
    {
        var draft = spike.Draft;
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, Options))
        {
            writer.WriteStartObject();
            writer.WriteString("event"u8, "spike.created"u8);
            writer.WriteStartObject("spike"u8);
            writer.WriteString("id"u8, spike.Id);
            writer.WriteString("type"u8, draft.Type);
            writer.WriteString("page"u8, draft.Page);
            writer.WriteString("rating"u8, draft.Rating);
            writer.WriteString("comments"u8, draft.Comments);
            writer.WriteString("selector"u8, draft.Selector);
            writer.WriteStartObject("reviewer"u8);
            writer.WriteString("id"u8, draft.Reviewer.Id);
            writer.WriteString("name"u8, draft.Reviewer.Name);
            writer.WriteEndObject();
            writer.WriteString("timestamp"u8, draft.Timestamp ?? Instants.ToText(spike.ReceivedAt));
            writer.WriteEndObject();
            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }
}
