using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Spikes.Silo.Hosting;

/// <summary>The listener and the life of the process around it.</summary>
internal static class HttpSetup
{
    private const string DefaultUrl = "http://localhost:8787";

    /// <summary>Room for the longest filter, 2048 characters of up to nine bytes when percent-encoded, beside the others.</summary>
    private const int RequestLineBytes = 32 * 1024;

    private const int HeaderBytes = 32 * 1024;
    private const int Headers = 100;
    private const int Connections = 10_000;

    /// <summary>How long a stop may take before the process ends anyway.</summary>
    private static readonly TimeSpan LongestStop = TimeSpan.FromSeconds(15);

    public static void UseSpikesHttp(this WebApplicationBuilder builder)
    {
        if (builder.Configuration[WebHostDefaults.ServerUrlsKey] is null)
            builder.WebHost.UseUrls(DefaultUrl);
        builder.WebHost.ConfigureKestrel(Limit);
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = LongestStop);
    }

    private static void Limit(KestrelServerOptions kestrel)
    {
        kestrel.AddServerHeader = false;
        // The gateway bounds every body itself: the contract's 413 differs by endpoint and must reach clients that write before they read.
        kestrel.Limits.MaxRequestBodySize = null;
        kestrel.Limits.MaxRequestLineSize = RequestLineBytes;
        kestrel.Limits.MaxRequestHeadersTotalSize = HeaderBytes;
        kestrel.Limits.MaxRequestHeaderCount = Headers;
        kestrel.Limits.MaxConcurrentConnections = Connections;
    }
}
