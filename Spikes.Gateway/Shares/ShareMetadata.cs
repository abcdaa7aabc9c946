using System.Globalization;
using System.Text.Json;
using System.Text.Unicode;
using Spikes.Gateway.Http;

namespace Spikes.Gateway.Shares;

/// <summary>The part <c>metadata</c> of an upload (contract section 5.1).</summary>
internal sealed record ShareMetadata(string? Slug, string? Name, string? Title)
{
    /// <summary>The most bytes of the part.</summary>
    public const int MaxBytes = 64 * 1024;

    public static readonly ShareMetadata None = new(null, null, null);

    private const int MaxTextLength = 200;
    private const int MaxPasswordLength = 256;
    private const int MaxUrlLength = 2048;

    /// <summary>Reads the JSON and reports what is wrong with it; the bytes are changed.</summary>
    public static ShareMetadata Read(Memory<byte> json, UploadFaults faults)
    {
        if (ParseObject(json) is not { } members)
        {
            faults.Report(UploadCheck.MetadataJson, new ErrorResult(ErrorCode.InvalidJson, "The metadata is not a JSON object"));
            return None;
        }

        var wrong = new List<FieldError>();
        var metadata = new ShareMetadata(
            Text(members, "slug", 0, MaxTextLength, wrong),
            Text(members, "name", 0, MaxTextLength, wrong),
            Text(members, "title", 0, MaxTextLength, wrong));
        var password = Text(members, "password", 1, MaxPasswordLength, wrong);
        var webhook = Text(members, "webhook_url", 0, MaxUrlLength, wrong);
        if (webhook is not null && !WebhookUrl.IsAcceptable(webhook))
            wrong.Add(new FieldError("webhook_url", "Must be an https URL of a public host, without user info and fragment"));
        if (wrong.Count > 0)
            faults.Report(UploadCheck.MetadataMember, ErrorResult.Invalid(wrong));
        // No tier has either yet; when they come, the account's tier decides here.
        if (password is not null || webhook is not null)
            faults.Report(UploadCheck.PaidFeature, new ErrorResult(ErrorCode.UpgradeRequired, "Passwords and webhooks need a paid plan"));
        return metadata;
    }

    private static string? Text(JsonElement members, string name, int minLength, int maxLength, List<FieldError> wrong)
    {
        if (!members.TryGetProperty(name, out var member) || member.ValueKind == JsonValueKind.Null)
            return null;
        var text = member.ValueKind == JsonValueKind.String ? member.GetString() : null;
        if (text is not null && text.Length >= minLength && text.Length <= maxLength)
            return text;
        wrong.Add(new FieldError(name, $"Must be a string of {minLength} to {maxLength} characters"));
        return null;
    }

    /// <summary>The JSON object in these bytes, or null.</summary>
    private static JsonElement? ParseObject(Memory<byte> json)
    {
        if (json.Span.StartsWith((ReadOnlySpan<byte>)[0xEF, 0xBB, 0xBF]))
            json = json[3..];
        // The JSON reader checks no encoding; a string that is no UTF-8 would throw when it is taken out.
        if (!Utf8.IsValid(json.Span))
            return null;
        RepairEscapes(json.Span);
        try
        {
            using var document = JsonDocument.Parse(json);
            return document.RootElement.ValueKind == JsonValueKind.Object ? document.RootElement.Clone() : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>Writes U+FFFD over escapes of lone surrogates and of U+0000: strings that hold the former cannot be taken out.</summary>
    private static void RepairEscapes(Span<byte> json)
    {
        for (var at = json.IndexOf((byte)'\\'); at >= 0 && at + 1 < json.Length;)
        {
            var unit = UnitAt(json, at);
            var next = char.IsHighSurrogate(unit ?? ' ') ? UnitAt(json, at + 6) : null;
            var isPair = next is { } low && char.IsLowSurrogate(low);
            if (!isPair && unit is { } lone && (lone == 0 || char.IsSurrogate(lone)))
                "\\ufffd"u8.CopyTo(json[at..]);
            at += isPair ? 12 : 2;
            var skipped = at < json.Length ? json[at..].IndexOf((byte)'\\') : -1;
            at = skipped < 0 ? -1 : at + skipped;
        }
    }

    private static char? UnitAt(ReadOnlySpan<byte> json, int at) =>
        at + 6 <= json.Length && json[at] == '\\' && json[at + 1] == 'u'
        && ushort.TryParse(json.Slice(at + 2, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var unit)
            ? (char)unit
            : null;
}
