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

    /// <summary>For everything that needs a password, and for what cannot know whether it does.</summary>
    public const string NoCache = "private, no-store";

    /// <summary>Of protected shares: an address may hold a password or a pass.</summary>
    public const string NoReferrer = "no-referrer";

    private const string ReferrerPolicy = "strict-origin-when-cross-origin";

    // Without allow-same-origin: a shared page is a stranger's code and gets an origin that owns nothing.
    private const string Sandbox =
        "sandbox allow-scripts allow-forms allow-modals allow-popups allow-popups-to-escape-sandbox allow-downloads";

    private static readonly Func<object, Task> Protections = context => SetProtections((HttpContext)context, isSandboxed: false);
    private static readonly Func<object, Task> SandboxedProtections = context => SetProtections((HttpContext)context, isSandboxed: true);

    /// <summary>Sets the protections when the answer starts, so that an error written further out carries them too.</summary>
    public static void Attach(HttpContext context, PublicUrls urls) =>
        context.Response.OnStarting(urls.HasContentOrigin ? Protections : SandboxedProtections, context);

    /// <summary>Makes the answer, whatever it will be, one of a protected share: nobody keeps it, and it has no validator.</summary>
    /// <param name="context">The request.</param>
    /// <param name="isProtected">False takes it back: the share turned out to be another one.</param>
    public static void Protect(HttpContext context, bool isProtected) => context.Features.Set(isProtected ? ProtectedAnswer.Instance : null);

    /// <summary>Whether the answer is one of a protected share.</summary>
    public static bool IsProtected(HttpContext context) => context.Features.Get<ProtectedAnswer>() is not null;

    private static Task SetProtections(HttpContext context, bool isSandboxed)
    {
        var headers = context.Response.Headers;
        headers.XContentTypeOptions = "nosniff";
        var isProtected = IsProtected(context);
        headers["Referrer-Policy"] = isProtected ? NoReferrer : ReferrerPolicy;
        if (isProtected)
            headers.CacheControl = NoCache;
        if (isSandboxed)
            headers.ContentSecurityPolicy = Sandbox;
        return Task.CompletedTask;
    }

    private sealed class ProtectedAnswer
    {
        public static readonly ProtectedAnswer Instance = new();
    }
}
