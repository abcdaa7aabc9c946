using Microsoft.AspNetCore.Http;
using Spikes.Gateway.Users;

namespace Spikes.Gateway.Spikes;

/// <summary>
/// Knows the requests of the CLI's <c>push</c> and <c>sync</c>, which read a bare array (contract section 12). That the token is valid
/// was checked before.
/// </summary>
internal static class PushBareArray
{
    private static readonly string[] Refused = ["limit", "cursor", "project"];

    public static bool Applies(HttpRequest request) =>
        request.Headers.UserAgent.ToString().StartsWith("ureq/", StringComparison.Ordinal)
        && CredentialReader.Query(request) is not null
        && request.Headers.Authorization.Count == 0
        && !Refused.Any(request.Query.ContainsKey);
}
