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
        if (!key.Any(char.IsControl))
            return key;
        reader.Fault(Key, "Must have no control characters");
        return null;
    }

    /// <summary>The origins as they are stored, each once; empty with a fault.</summary>
    public static IReadOnlyList<string> ReadOrigins(FieldReader reader)
    {
        if (reader.Member(AllowedOrigins) is not { } list)
            return [];
        if (list.ValueKind == JsonValueKind.Array && list.GetArrayLength() <= MaxOrigins)
        {
            var origins = list.EnumerateArray().Select(ReadOrigin).ToArray();
            if (Array.TrueForAll(origins, origin => origin is not null))
                return origins.OfType<string>().Distinct(StringComparer.Ordinal).ToArray();
        }

        reader.Fault(AllowedOrigins, $"Must be up to {MaxOrigins} strings http(s)://host[:port] or null");
        return [];
    }

    private static string? ReadOrigin(JsonElement item) => item.ValueKind == JsonValueKind.String ? Origins.Normalize(item.GetString()!) : null;
}
