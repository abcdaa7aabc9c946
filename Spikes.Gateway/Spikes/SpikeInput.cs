using System.Text.Json;
using Microsoft.Extensions.Primitives;
using Spikes.Gateway.Http;
using Spikes.Grains.Interfaces.Projects;
using Spikes.Grains.Interfaces.Spikes;

namespace Spikes.Gateway.Spikes;

/// <summary>A checked body of POST /spikes (contract section 3.1).</summary>
/// <param name="Draft">The spike.</param>
/// <param name="StoreName">The name that decides the store.</param>
/// <param name="IsShareId">True when that name came as <c>share_id</c>: it must be a share.</param>
/// <param name="ClientId">A usable client id, or null.</param>
internal sealed record SpikeInput(SpikeDraft Draft, string StoreName, bool IsShareId, string? ClientId)
{
    private const int MaxName = 200;
    private const int MaxLong = 8192;
    private const int MaxUserAgent = 512;
    private const double MaxViewport = 100_000;

    /// <summary>Reads and checks a body; reports all wrong fields at once.</summary>
    public static (SpikeInput? Input, ErrorResult? Error) Read(JsonElement body, StringValues userAgent)
    {
        var reader = new FieldReader(body);
        var type = ReadType(reader);
        var page = ReadRequired(reader, "page", 2048);
        var names = ReadNames(reader);
        var draft = ReadRest(reader) with
        {
            Type = type ?? "",
            Page = page ?? "",
            ProjectKey = names.Row ?? "",
            UserAgent = Cut(userAgent.ToString()),
        };
        var input = new SpikeInput(draft, names.Store ?? "", names.IsShareId, ReadClientId(reader));
        return reader.Faults.Count > 0 ? (null, ErrorResult.Invalid(reader.Faults)) : (input, null);
    }

    private static SpikeDraft ReadRest(FieldReader reader)
    {
        var draft = new SpikeDraft
        {
            Type = "",
            Page = "",
            ProjectKey = "",
            Url = reader.Text("url", MaxLong) ?? "",
            Selector = reader.Text("selector", MaxLong),
            XPath = reader.Text("xpath", MaxLong),
            ElementText = reader.Text("elementText", 1000),
            BoundingBox = ReadBox(reader),
            Rating = ReadRating(reader),
            Comments = reader.Text("comments", 10_000) ?? "",
            Reviewer = ReviewerInput.Read(reader),
            Timestamp = ReadTimestamp(reader),
            Viewport = ReadViewport(reader),
        };
        return WithResolution(draft, reader);
    }

    private static string? ReadType(FieldReader reader)
    {
        if (reader.Member("type") is { ValueKind: JsonValueKind.String } value && value.GetString() is "page" or "element")
            return reader.Member("type")?.GetString();
        reader.Fault("type", "Type must be \"page\" or \"element\"");
        return null;
    }

    private static string? ReadRequired(FieldReader reader, string name, int max)
    {
        if (reader.Has(name))
            return reader.Text(name, max, min: 1);
        reader.Fault(name, "Is required");
        return null;
    }

    private static (string? Store, string? Row, bool IsShareId) ReadNames(FieldReader reader)
    {
        var key = reader.Text("projectKey", MaxName, min: 1);
        var project = reader.Text("project", MaxName, min: 1);
        var shareId = reader.Text("share_id", MaxName);
        if (shareId is not null && !Uuid.IsUuid(shareId))
            reader.Fault("share_id", "Must be a UUID");
        if (!reader.Has("projectKey") && !reader.Has("project") && !reader.Has("share_id"))
            reader.Fault("projectKey", "One of projectKey, project and share_id is required");
        return (shareId ?? key ?? project, key ?? project ?? shareId, shareId is not null);
    }

    private static Box? ReadBox(FieldReader reader) => reader.Object("boundingBox") is { } box
        ? new Box(box.Number("x"), box.Number("y"), box.Number("width"), box.Number("height"))
        : null;

    private static Viewport? ReadViewport(FieldReader reader) => reader.Object("viewport") is { } viewport
        ? new Viewport(Rounded(viewport.Number("width", 0, MaxViewport)), Rounded(viewport.Number("height", 0, MaxViewport)))
        : null;

    private static int Rounded(double number) => (int)Math.Round(number, MidpointRounding.AwayFromZero);

    private static string? ReadRating(FieldReader reader)
    {
        if (reader.Member("rating") is not { } value)
            return null;
        if (value.ValueKind == JsonValueKind.String && Ratings.IsRating(value.GetString()))
            return value.GetString();
        reader.Fault("rating", Ratings.Message);
        return null;
    }

    private static string? ReadTimestamp(FieldReader reader)
    {
        var text = reader.Text("timestamp", 64);
        if (text is not null && !Instants.IsIso(text))
            reader.Fault("timestamp", "Must be an ISO 8601 date and time");
        return text;
    }

    // Contract 3.6: of a wrong type they are ignored, so they are no fields to complain about.
    private static SpikeDraft WithResolution(SpikeDraft draft, FieldReader reader)
    {
        if (reader.Member("resolved") is not { ValueKind: JsonValueKind.True })
            return draft;
        var at = reader.Member("resolvedAt") is { ValueKind: JsonValueKind.String } value ? value.GetString() : null;
        return draft with { Resolved = true, ResolvedAt = at is { Length: <= 64 } && Instants.IsIso(at) ? at : null };
    }

    private static string? ReadClientId(FieldReader reader) =>
        reader.Member("id") is { ValueKind: JsonValueKind.String } value && value.GetString() is { Length: >= 4 and <= 64 } id
            && id.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-')
            ? id
            : null;

    private static string? Cut(string userAgent) => userAgent.Length switch
    {
        0 => null,
        > MaxUserAgent => userAgent[..MaxUserAgent],
        _ => userAgent,
    };
}
