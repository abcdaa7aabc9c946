using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;

namespace Spikes.Gateway.Hosting;

/// <summary>The line that a node of a cluster prints once it serves.</summary>
internal static class NodeBanner
{
    public static void Print(WebApplication app, string role)
    {
        var addresses = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()?.Addresses ?? [];
        var version = typeof(NodeBanner).Assembly.GetName().Version?.ToString(fieldCount: 3);
        Console.Out.WriteLine($"Spikes {version} {role} is running on {string.Join(", ", addresses)}. Ctrl-C ends it.");
        Console.Out.Flush();
    }
}
