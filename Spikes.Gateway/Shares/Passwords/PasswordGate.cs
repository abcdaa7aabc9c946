using Microsoft.AspNetCore.Http;
using Spikes.Gateway.Http;
using Spikes.Gateway.RateLimiting;
using Spikes.Grains.Interfaces.Shares;

namespace Spikes.Gateway.Shares.Passwords;

/// <summary>The way into a protected share by its password, one for its pages and its spikes (contract sections 2.2 and 5.6).</summary>
internal sealed class PasswordGate(RateLimiter limiter, PasswordHasher hasher)
{
    /// <summary>Names the password in queries and forms.</summary>
    public const string Parameter = "pw";

    /// <summary>The answer while nobody opens the share.</summary>
    public static readonly ErrorResult Locked = new(ErrorCode.AuthRequired, "Share is locked");

    private static readonly ErrorResult Missing = new(ErrorCode.AuthRequired, "Password required");

    /// <summary>A password as it was sent, in the form in which an upload keeps it; null for none.</summary>
    public static string? Read(string sent) => sent.Length == 0 ? null : sent.Replace('\0', '\ufffd');

    /// <summary>
    /// Null when the share may be opened. A password is an attempt, right or wrong, and counts before it is looked at: those beyond the limit
    /// cost no hash.
    /// </summary>
    public async ValueTask<ErrorResult?> RefuseAsync(HttpContext context, ShareGuard guard, string? password)
    {
        if (guard.IsLocked)
            return Locked;
        if (password is null)
            return Missing;
        if (await limiter.AdmitAsync(RateLimit.PasswordAttempts, guard.Slug + " " + ClientAddress.Of(context)) is { } usedUp)
            return usedUp;
        var verified = await hasher.VerifyAsync(guard.PasswordHash, password, context.RequestAborted);
        return verified.IsSuccess(out _, out var refusal) ? null : ErrorResult.From(refusal);
    }
}
