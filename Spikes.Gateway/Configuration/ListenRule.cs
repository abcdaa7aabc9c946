using System.Net;
using Microsoft.AspNetCore.Http;

namespace Spikes.Gateway.Configuration;

/// <summary>Looks at the listen addresses. What Kestrel cannot parse it takes for "every address", so that a typo would open the server.</summary>
internal static class ListenRule
{
    private const string Key = "urls (--urls, ASPNETCORE_URLS)";

    public static IEnumerable<string> Check(string? urls)
    {
        foreach (var url in (urls ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            if (Fault(url) is { } fault)
                yield return $"{Key}: {fault}";
        }
    }

    private static string? Fault(string url)
    {
        const string Cure = "is not an address to listen on; write it like http://localhost:8787 or http://0.0.0.0:8787";
        BindingAddress address;
        try
        {
            address = BindingAddress.Parse(url);
        }
        catch (FormatException)
        {
            return $"an entry {Cure}";
        }

        if (address.Scheme is not ("http" or "https"))
            return $"an entry {Cure}";
        if (address.IsUnixPipe || address.IsNamedPipe)
            return null;
        if (!IsHost(address.Host) || address.Port is < 0 or > 65535 || address.PathBase.Length > 0)
            return $"an entry {Cure}";
        return address.Port == 0 && IsLocalHost(address.Host) ? "port 0 needs a numeric address; write http://127.0.0.1:0" : null;
    }

    private static bool IsHost(string host) =>
        host is "*" or "+" || IPAddress.TryParse(host, out _) || Uri.CheckHostName(host) is UriHostNameType.Dns;

    private static bool IsLocalHost(string host) => host.Equals("localhost", StringComparison.OrdinalIgnoreCase);
}
