using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Spikes.Gateway.Configuration;

namespace Spikes.Gateway.Hosting;

/// <summary>The listener and the life of the process around it.</summary>
internal static class HttpSetup
{
    private const string DefaultUrl = "http://localhost:8787";

    /// <summary>Room for the longest filter, 2048 characters of up to nine bytes when percent-encoded, beside the others.</summary>
    private const int RequestLineBytes = 32 * 1024;

    private const int HeaderBytes = 32 * 1024;
    private static readonly Encoding LenientUtf8 = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);

    private const int Headers = 100;
    private const int Connections = 10_000;

    /// <summary>How long a stop may take, beside the time for requests, before the process ends anyway.</summary>
    private static readonly TimeSpan LongestStop = TimeSpan.FromSeconds(20);

    /// <summary>Local mode: how long requests may go on once the stop has begun.</summary>
    private static readonly TimeSpan LocalGrace = TimeSpan.FromSeconds(5);

    public static void UseSpikesHttp(this WebApplicationBuilder builder, SpikesSettings settings)
    {
        if (builder.Configuration[WebHostDefaults.ServerUrlsKey] is null)
            builder.WebHost.UseUrls(DefaultUrl);
        builder.WebHost.ConfigureKestrel(Limit);
        if (settings.Mode is SpikesMode.Local)
        {
            builder.Services.AddSingleton(provider => NewDrain(provider, LocalGrace));
            builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = LongestStop);
            return;
        }

        var (delay, drain) = (settings.Cluster.ReadinessDelay, settings.Cluster.DrainTime);
        builder.Services.AddSingleton(provider => NewDrain(provider, delay + drain));
        builder.Services.AddHostedService(provider => new ReadinessDelay(delay, provider.GetRequiredService<TimeProvider>()));
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = delay + drain + LongestStop);
    }

    private static ConnectionDrain NewDrain(IServiceProvider provider, TimeSpan grace) =>
        ActivatorUtilities.CreateInstance<ConnectionDrain>(provider, grace);

    private static void Limit(KestrelServerOptions kestrel)
    {
        var drain = kestrel.ApplicationServices.GetRequiredService<ConnectionDrain>();
        drain.Begin();
        kestrel.ConfigureEndpointDefaults(endpoint => endpoint.Use(drain.Watch));
        kestrel.AddServerHeader = false;
        // Bytes that are no UTF-8 become U+FFFD: by default the server refuses the request without a body, whichever header it is.
        kestrel.RequestHeaderEncodingSelector = _ => LenientUtf8;
        // The gateway bounds every body itself: the contract's 413 differs by endpoint and must reach clients that write before they read.
        kestrel.Limits.MaxRequestBodySize = null;
        kestrel.Limits.MaxRequestLineSize = RequestLineBytes;
        kestrel.Limits.MaxRequestHeadersTotalSize = HeaderBytes;
        kestrel.Limits.MaxRequestHeaderCount = Headers;
        kestrel.Limits.MaxConcurrentConnections = Connections;
    }
}
