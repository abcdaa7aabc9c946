using Microsoft.AspNetCore.Http;
using Spikes.Gateway.Http;

namespace Spikes.Gateway.Users;

/// <summary>Finds the credential of a request (contract section 6.1).</summary>
internal static class CredentialReader
{
    private const string Scheme = "Bearer";

    /// <summary>The token of <c>Authorization: Bearer</c>; null for none, an empty one or another scheme.</summary>
    public static string? Bearer(HttpRequest request)
    {
        var header = request.Headers.Authorization is [{ } first, ..] ? first.Trim() : "";
        var space = header.IndexOf(' ', StringComparison.Ordinal);
        if (space < 0 || !header.AsSpan(0, space).Equals(Scheme, StringComparison.OrdinalIgnoreCase))
            return null;
        var token = header[(space + 1)..].Trim();
        return token.Length == 0 ? null : token;
    }

    /// <summary>The value of <c>?token=</c>, the last one when there are several; null when absent or empty.</summary>
    public static string? Query(HttpRequest request) =>
        request.Query.Last("token") is { Length: > 0 } last ? last : null;
}
