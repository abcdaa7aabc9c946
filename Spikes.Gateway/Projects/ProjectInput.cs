using System.Text.Json;
using Spikes.Gateway.Http;

namespace Spikes.Gateway.Projects;

/// <summary>The members of POST /projects (contract section 2.8).</summary>
internal static class ProjectInput
{
    public const int MaxKey = 200;
    public const int MaxOrigins = 50;

    private const string Key = "key";
    private const string AllowedOrigins = "allowed_origins";

    /// <summary>The key; null with a fault.</summary>
    public static string? ReadKey(FieldReader reader)
    {
        if (reader.RequiredText(Key, MaxKey) is not { } key)
            return null;
        if (IsKey(key))
            return key;
        reader.Fault(Key, "Must have no control characters");
        return null;
    }

    /// <summary>Whether a text can be the key of a project.</summary>
    public static bool IsKey(string text) => text.Length is > 0 and <= MaxKey && !text.Any(char.IsControl);

    /// <summary>The origins as they are stored, each once; empty with a fault.</summary>
    public static IReadOnlyList<string> ReadOrigins(FieldReader reader)
    {
        if (reader.Member(AllowedOrigins) is not { } list)
            return [];
        if (list.ValueKind == JsonValueKind.Array && list.GetArrayLength() <= MaxOrigins
            && NormalizeOrigins(list.EnumerateArray().Select(item => item.ValueKind == JsonValueKind.String ? item.GetString() : null)) is { } origins)
            return origins;
        reader.Fault(AllowedOrigins, $"Must be up to {MaxOrigins} strings http(s)://host[:port] or null");
        return [];
    }

    /// <summary>Origins as they are stored, each once; null when one is none or there are too many.</summary>
    public static IReadOnlyList<string>? NormalizeOrigins(IEnumerable<string?> texts)
    {
        var origins = texts.Take(MaxOrigins + 1).Select(text => text is null ? null : Origins.Normalize(text)).ToArray();
        return origins.Length <= MaxOrigins && Array.TrueForAll(origins, origin => origin is not null)
            ? origins.OfType<string>().Distinct(StringComparer.Ordinal).ToArray()
            : null;
    }
}
