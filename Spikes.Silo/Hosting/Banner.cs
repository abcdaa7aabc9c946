using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Spikes.Gateway.Options;
using Spikes.Gateway.Configuration;

namespace Spikes.Silo.Hosting;

/// <summary>What the start prints once the server listens: all that is needed for the first request.</summary>
internal static class Banner
{
    /// <summary>Prints it to stdout, which holds nothing else.</summary>
    /// <param name="app">The running application.</param>
    /// <param name="settings">Where data and mails go.</param>
    /// <param name="adminToken">The generated admin token, or null when one is configured.</param>
    public static void Print(WebApplication app, SpikesSettings settings, string? adminToken)
    {
        var listening = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()?.Addresses.ToList() ?? [];
        Console.Out.Write(Text(app.Services.GetRequiredService<PublicUrls>().Public, listening, settings, adminToken));
        Console.Out.Flush();
    }

    /// <summary>The lines.</summary>
    public static string Text(string publicUrl, IReadOnlyCollection<string> listening, SpikesSettings settings, string? adminToken)
    {
        var local = LocalUrl(listening) ?? publicUrl;
        var address = publicUrl == local ? local : $"{publicUrl} (here: {local})";
        var smtp = settings.Mail.Smtp;
        var mails = smtp.Host is null ? $"{local}/dev/mail" : $"sent through {smtp.Host}:{smtp.Port}";
        var mail = smtp.Host is null ? $"the mail at {local}/dev/mail" : "the mail";
        return $$"""
            Spikes {{Version()}} is running. Ctrl-C ends it.

              Address      {{address}}
              Admin token  {{adminToken ?? "as configured"}}
              Mails        {{mails}}
              Data         {{settings.DataDirectory}}

            Sign in with your address:

              curl -s -X POST {{local}}/auth/login -H 'Content-Type: application/json' -d '{"email":"you@example.com"}'

            Then open {{mail}} and send its token to POST {{local}}/auth/verify: the answer holds your user token.

            """;
    }

    /// <summary>An address that works on this machine, whatever the public one is.</summary>
    private static string? LocalUrl(IReadOnlyCollection<string> listening)
    {
        var url = listening.OrderByDescending(url => url.StartsWith("http://", StringComparison.Ordinal)).FirstOrDefault();
        return url is not null && BindingAddress.Parse(url) is { IsUnixPipe: false, IsNamedPipe: false } address
            ? $"{address.Scheme}://localhost:{address.Port}"
            : null;
    }

    private static string Version() => typeof(Banner).Assembly.GetName().Version?.ToString(fieldCount: 3) ?? "";
}
