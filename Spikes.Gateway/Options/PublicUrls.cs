using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Options;

namespace Spikes.Gateway.Options;

/// <summary>The addresses that answers, mails and shared pages name. Without a setting they follow from the port that was bound.</summary>
public sealed class PublicUrls(IOptions<GatewayOptions> options, IServer server)
{
    private string? _listening;

    /// <summary>The origin of the API, without trailing slash.</summary>
    public string Public => Trim(options.Value.PublicUrl) ?? Listening;

    /// <summary>Whether browsers come by https. What listens in Local mode by itself does not.</summary>
    public bool IsHttps => Trim(options.Value.PublicUrl)?.StartsWith("https://", StringComparison.OrdinalIgnoreCase) == true;

    /// <summary>The origin of shared pages, without trailing slash.</summary>
    public string Content => Trim(options.Value.ContentUrl) ?? Public;

    /// <summary>True when shared pages have an origin of their own.</summary>
    public bool HasContentOrigin => !string.IsNullOrEmpty(options.Value.ContentUrl);

    /// <summary>Host name of the content origin, or null.</summary>
    public string? ContentHost => Trim(options.Value.ContentUrl) is { } url ? new Uri(url).Host.Trim('[', ']') : null;

    /// <summary>Where people upgrade.</summary>
    public string Upgrade => Filled(options.Value.UpgradeUrl) ?? Public + "/dashboard";

    /// <summary>The script of shared pages.</summary>
    public string Widget => Filled(options.Value.WidgetUrl) ?? Public + "/widget.js";

    private string Listening => _listening ??= ReadListening();

    private static string? Filled(string? value) => string.IsNullOrWhiteSpace(value) ? null : value;

    private static string? Trim(string? url) => Filled(url)?.TrimEnd('/');

    private string ReadListening()
    {
        var addresses = server.Features.Get<IServerAddressesFeature>()?.Addresses ?? [];
        var first = addresses.FirstOrDefault(address => address.StartsWith("http://", StringComparison.Ordinal)) ?? addresses.FirstOrDefault();
        return first is null
            ? throw new InvalidOperationException("The public address is known once the server listens")
            : "http://localhost:" + new Uri(first.Replace("*", "localhost", StringComparison.Ordinal).Replace("+", "localhost", StringComparison.Ordinal)).Port;
    }
}
