using Microsoft.AspNetCore.Http;
using Spikes.Gateway.Options;

namespace Spikes.Gateway.Shares;

/// <summary>Headers of the answers under <c>/s/</c>.</summary>
internal static class ShareHeaders
{
    /// <summary>For what changes with the owner's tier or a new upload.</summary>
    public const string ShortCache = "public, max-age=60, must-revalidate";

    /// <summary>For files that are sent as they were uploaded.</summary>
    public const string LongCache = "public, max-age=3600, immutable";

    private const string ReferrerPolicy = "strict-origin-when-cross-origin";

    // Without allow-same-origin: a shared page is a stranger's code and gets an origin that owns nothing.
    private const string Sandbox =
        "sandbox allow-scripts allow-forms allow-modals allow-popups allow-popups-to-escape-sandbox allow-downloads";

    /// <summary>Sets the protections when the answer starts, so that an error written further out carries them too.</summary>
    public static void Attach(HttpResponse response, PublicUrls urls)
    {
        var isSandboxed = !urls.HasContentOrigin;
        response.OnStarting(() =>
        {
            response.Headers.XContentTypeOptions = "nosniff";
            response.Headers["Referrer-Policy"] = ReferrerPolicy;
            if (isSandboxed)
                response.Headers.ContentSecurityPolicy = Sandbox;
            return Task.CompletedTask;
        });
    }
}
