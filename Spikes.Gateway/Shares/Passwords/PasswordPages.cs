using Microsoft.AspNetCore.Http;
using Spikes.Gateway.Http;
using Spikes.Gateway.Pages;

namespace Spikes.Gateway.Shares.Passwords;

/// <summary>Refusals of protected shares, for people where they ask for pages.</summary>
internal static class PasswordPages
{
    /// <summary>A page for who prefers one, else the refusal as it is.</summary>
    /// <param name="request">Says what its client prefers.</param>
    /// <param name="refused">Why the share does not open.</param>
    /// <param name="path">The path as it was sent, where the form goes.</param>
    public static IResult Answer(HttpRequest request, ErrorResult refused, string path)
    {
        var (status, _) = refused.Code.Wire();
        var isAboutThePassword = refused.Code is ErrorCode.AuthRequired or ErrorCode.AuthFailed or ErrorCode.RateLimit;
        if (!isAboutThePassword || !PageRules.PrefersHtml(request))
            return refused;
        if (refused == PasswordGate.Locked)
            return PageResult.UnderShare<LockedPage>(status);
        return PageResult.UnderShare<PasswordPage>(
            status, refused.RetryAfterSeconds, (nameof(PasswordPage.Path), path), (nameof(PasswordPage.Fault), Fault(refused)));
    }

    private static string? Fault(ErrorResult refused) => refused.Code switch
    {
        ErrorCode.AuthFailed => "This is not the password.",
        ErrorCode.RateLimit => $"Too many tries. Please wait {PageFaults.Wait(refused.RetryAfterSeconds ?? 1)} and try again.",
        _ => null,
    };
}
