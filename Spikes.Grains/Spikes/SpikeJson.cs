using System.Globalization;
using System.Text.Json;
using Spikes.Grains.Interfaces.Json;
using Spikes.Grains.Interfaces.Spikes;
using Spikes.Grains.Storage;

namespace Spikes.Grains.Spikes;

/// <summary>
/// Writes rows as contract section 3.3 wants them: member order, types and explicit nulls are exact, for one wrong type makes a whole list
/// unreadable to the clients.
/// </summary>
internal static class SpikeJson
{
    internal static readonly JsonWriterOptions Options = new() { Encoder = PlainJsonEncoder.Instance };

    /// <summary>Writes one object.</summary>
    /// <param name="writer">Made with <see cref="Options"/>.</param>
    /// <param name="row">The row.</param>
    /// <param name="isOwnerForm">True adds the reviewer's address and the user agent.</param>
    internal static void Write(Utf8JsonWriter writer, SpikeRow row, bool isOwnerForm)
    {
        var draft = row.Draft;
        writer.WriteStartObject();
        writer.WriteString("id"u8, row.Id);
        writer.WriteString("type"u8, draft.Type);
        writer.WriteString("projectKey"u8, draft.ProjectKey);
        writer.WriteString("page"u8, draft.Page);
        writer.WriteString("url"u8, draft.Url);
        WriteReviewer(writer, draft.Reviewer, isOwnerForm);
        writer.WriteString("selector"u8, draft.Selector);
        writer.WriteString("xpath"u8, draft.XPath);
        writer.WriteString("elementText"u8, draft.ElementText);
        WriteBox(writer, draft.BoundingBox);
        writer.WriteString("rating"u8, draft.Rating);
        writer.WriteString("comments"u8, draft.Comments);
        writer.WriteString("timestamp"u8, draft.Timestamp ?? TextOf(row.ReceivedAt));
        WriteViewport(writer, draft.Viewport);
        writer.WriteBoolean("resolved"u8, draft.Resolved);
        writer.WriteString("resolvedAt"u8, draft.ResolvedAt);
        if (isOwnerForm) writer.WriteString("userAgent"u8, draft.UserAgent);
        writer.WriteEndObject();
    }

    private static void WriteReviewer(Utf8JsonWriter writer, Reviewer reviewer, bool isOwnerForm)
    {
        writer.WriteStartObject("reviewer"u8);
        writer.WriteString("id"u8, reviewer.Id);
        writer.WriteString("name"u8, reviewer.Name);
        if (isOwnerForm) writer.WriteString("email"u8, reviewer.Email);
        writer.WriteEndObject();
    }

    private static void WriteBox(Utf8JsonWriter writer, Box? box)
    {
        if (box is not { } known)
        {
            writer.WriteNull("boundingBox"u8);
            return;
        }

        writer.WriteStartObject("boundingBox"u8);
        writer.WriteNumber("x"u8, known.X);
        writer.WriteNumber("y"u8, known.Y);
        writer.WriteNumber("width"u8, known.Width);
        writer.WriteNumber("height"u8, known.Height);
        writer.WriteEndObject();
    }

    private static void WriteViewport(Utf8JsonWriter writer, Viewport? viewport)
    {
        if (viewport is not { } known)
        {
            writer.WriteNull("viewport"u8);
            return;
        }

        writer.WriteStartObject("viewport"u8);
        writer.WriteNumber("width"u8, known.Width);
        writer.WriteNumber("height"u8, known.Height);
        writer.WriteEndObject();
    }

    private static string TextOf(long unixMilliseconds) =>
        DateTimeOffset.FromUnixTimeMilliseconds(unixMilliseconds).ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}
