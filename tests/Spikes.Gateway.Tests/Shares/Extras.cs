using System.Net;
using Microsoft.AspNetCore.DataProtection;
using Spikes.Gateway.Configuration;
using Spikes.Gateway.Shares;
using Spikes.Gateway.Shares.Passwords;

namespace Spikes.Gateway.Tests.Shares;

/// <summary>What uploads need for passwords and webhooks.</summary>
internal static class Extras
{
    public static PaidExtras Create(IGrainFactory grains) => new(grains, new PasswordHasher(), Targets(), new EphemeralDataProtectionProvider());

    /// <summary>Rules for webhooks with these networks allowed, and names that lead to what they say: <c>a-10.0.0.1-1.2.3.4.test</c>.</summary>
    public static WebhookTargets Targets(params string[] allowed)
    {
        var options = new WebhookOptions();
        foreach (var network in allowed)
            options.AllowedPrivateNetworks.Add(network);
        return new WebhookTargets(new WebhookRules(Microsoft.Extensions.Options.Options.Create(options)), TimeProvider.System)
        {
            LookUp = (host, _) => host.StartsWith("a-", StringComparison.Ordinal)
                ? Task.FromResult<IPAddress[]>([.. host[2..^".test".Length].Split('-').Select(IPAddress.Parse)])
                : throw new System.Net.Sockets.SocketException(),
        };
    }
}
