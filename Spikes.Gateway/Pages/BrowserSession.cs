using System.Security.Claims;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Spikes.Gateway.Http;
using Spikes.Gateway.Options;
using Spikes.Grains.Interfaces.Users;

namespace Spikes.Gateway.Pages;

/// <summary>A browser that is signed in.</summary>
/// <param name="Account">Whose it is.</param>
/// <param name="Key">The key of the session's grain; a hash.</param>
internal sealed record BrowserSession(Account Account, string Key);

/// <summary>Sessions of browsers (contract section 2.9). Nothing is remembered: the session's grain is asked each time.</summary>
internal static class BrowserSessions
{
    private const string Name = "spikes_session";

    /// <summary>As long as the session itself lasts.</summary>
    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(30);

    /// <summary>Finds the session of the browser, for pages that have a use for it, and ties their forms to its account.</summary>
    public static TBuilder WithSession<TBuilder>(this TBuilder builder)
        where TBuilder : IEndpointConventionBuilder => builder.AddEndpointFilter(async (call, next) =>
        {
            var context = call.HttpContext;
            if (Key(context) is not { } key)
                return await next(call);
            var outcome = await Grain(context, key).AuthenticateAsync(context.RequestAborted);
            if (outcome.IsSuccess(out var account, out var refusal))
                Set(context, new BrowserSession(account, key));
            else if (refusal.Code != ErrorCode.AuthFailed)
                return ErrorResult.From(refusal);
            return await next(call);
        });

    /// <summary>The session that <see cref="WithSession"/> found, or null.</summary>
    public static BrowserSession? Session(this HttpContext context) => context.Features.Get<BrowserSession>();

    /// <summary>Signs the browser in. The session that it had before is over: no sign-out could reach it any more.</summary>
    /// <param name="context">The request.</param>
    /// <param name="secret">What the cookie holds.</param>
    public static async Task SignInAsync(HttpContext context, string secret)
    {
        if (Key(context) is { } before)
            await EndAsync(Grain(context, before));
        context.Response.Cookies.Append(PageCookies.NameOf(Name, Urls(context)), secret, Options(context, Lifetime));
    }

    /// <summary>Takes the cookie away.</summary>
    public static void SignOut(HttpContext context) =>
        context.Response.Cookies.Append(PageCookies.NameOf(Name, Urls(context)), "", Options(context, TimeSpan.Zero));

    // The new session is there already, so a failure must not keep its cookie back.
    private static async Task EndAsync(IUserTokenGrain session)
    {
        try
        {
            await session.RevokeAsync(CancellationToken.None);
        }
        catch (Exception fault) when (fault is TimeoutException or OrleansException)
        {
        }
    }

    private static void Set(HttpContext context, BrowserSession session)
    {
        context.Features.Set(session);
        var claim = new Claim(ClaimTypes.NameIdentifier, session.Account.Id.Value);
        context.User = new ClaimsPrincipal(new ClaimsIdentity([claim], nameof(BrowserSession)));
    }

    private static IUserTokenGrain Grain(HttpContext context, string key) =>
        context.RequestServices.GetRequiredService<IGrainFactory>().GetGrain<IUserTokenGrain>(key);

    private static string? Key(HttpContext context) =>
        context.Request.Cookies[PageCookies.NameOf(Name, Urls(context))] is { } secret && Secrets.IsToken(secret) ? Secrets.SessionKey(secret) : null;

    private static CookieOptions Options(HttpContext context, TimeSpan age) => new()
    {
        HttpOnly = true,
        SameSite = SameSiteMode.Lax,
        Secure = Urls(context).IsHttps,
        Path = "/",
        MaxAge = age,
        IsEssential = true,
    };

    private static PublicUrls Urls(HttpContext context) => context.RequestServices.GetRequiredService<PublicUrls>();
}
