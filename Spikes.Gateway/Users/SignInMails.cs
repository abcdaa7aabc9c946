using Microsoft.AspNetCore.Http;
using Spikes.Gateway.Http;
using Spikes.Gateway.RateLimiting;
using Spikes.Grains.Interfaces.Users;

namespace Spikes.Gateway.Users;

/// <summary>
/// Asks for sign-in mails. Known and unknown addresses cost the same work and get the same answer; whether a mail goes out is decided
/// when it would be sent.
/// </summary>
internal sealed class SignInMails(RateLimiter limiter, IGrainFactory grains)
{
    /// <summary>Queues a mail within the limit of its address. Null when it is queued, else the answer.</summary>
    /// <param name="context">The request; its client stands in the mail.</param>
    /// <param name="address">As <see cref="EmailAddress.Normalize"/> gives it.</param>
    /// <param name="purpose">What the link is for.</param>
    /// <param name="sealedText">As in <see cref="RequestLink"/>.</param>
    public async Task<ErrorResult?> RequestAsync(HttpContext context, string address, SignInPurpose purpose, string? sealedText = null)
    {
        if (await limiter.AdmitAsync(RateLimit.MailsPerAddress, address) is { } error)
            return error;
        var command = new RequestLink(address, purpose, ClientAddress.Of(context), sealedText);
        var outcome = await grains.GetGrain<ISignInGrain>(Secrets.SignInKey(address)).RequestLinkAsync(command, CancellationToken.None);
        return outcome.IsSuccess(out _, out var refusal) ? null : ErrorResult.From(refusal);
    }
}
