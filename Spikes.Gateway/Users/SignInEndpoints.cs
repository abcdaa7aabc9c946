using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Options;
using Spikes.Gateway.Http;
using Spikes.Gateway.OpenApi;
using Spikes.Gateway.Options;
using Spikes.Gateway.RateLimiting;
using Spikes.Grains.Interfaces.Users;

namespace Spikes.Gateway.Users;

/// <summary>Signing in by mail (contract section 2.4).</summary>
internal static class SignInEndpoints
{
    private const int MaxTokenLength = 200;

    public static void MapSignIn(this IEndpointRouteBuilder routes)
    {
        var auth = routes.MapGroup("/auth").WithTags("Sign-in");
        var mails = auth.MapGroup("").LimitPerClient(RateLimit.MailsPerIp).Refuses(JsonBody.Refusals);
        mails.MapPost("/login", Login).WithSummary("Mail a sign-in link")
            .TakesJson<EmailRequest>().Produces<MailSent>(StatusCodes.Status202Accepted);
        mails.MapPost("/recover", Recover).WithSummary("Mail a recovery link to a known address")
            .TakesJson<EmailRequest>().Produces<MailSent>();
        auth.MapMethods("/poll", HttpVerbs.Get, Poll).WithSummary("Wait for the mailed link").Takes(ApiParameters.Email)
            .WithDescription("`NOT_FOUND` when the settings switch the poll off.")
            .Produces<PollResponse>(StatusCodes.Status202Accepted).Answers(StatusCodes.Status202Accepted, null, "Not confirmed yet.")
            .Refuses(ErrorCode.NotFound, ErrorCode.ValidationError);
        auth.MapPost("/verify", Verify).WithSummary("Redeem a login token").LimitPerClient(RateLimit.VerificationsPerIp)
            .TakesJson<VerifyRequest>().Produces<TokenResponse>().Refuses(JsonBody.Refusals)
            .Refuses(ErrorCode.TokenInvalid, ErrorCode.TokenUsed, ErrorCode.TokenExpired);
    }

    private static async Task<IResult> Login(HttpContext context, RateLimiter limiter, IGrainFactory grains) =>
        await MailAsync(context, limiter, grains, SignInPurpose.Login)
        ?? JsonAnswer.Accepted(new MailSent(true, "Check your email"), UserJson.Default.MailSent);

    private static async Task<IResult> Recover(HttpContext context, RateLimiter limiter, IGrainFactory grains) =>
        await MailAsync(context, limiter, grains, SignInPurpose.Recovery)
        ?? JsonAnswer.Ok(new MailSent(true, "Recovery email sent"), UserJson.Default.MailSent);

    private static async Task<ErrorResult?> MailAsync(
        HttpContext context, RateLimiter limiter, IGrainFactory grains, SignInPurpose purpose)
    {
        var (json, error) = await JsonBody.ReadAsync(context);
        if (error is not null)
            return error;
        var reader = new FieldReader(json);
        var address = EmailAddress.Read(reader);
        if (address is null)
            return ErrorResult.Invalid(reader.Faults);
        error = await limiter.AdmitAsync(RateLimit.MailsPerAddress, address);
        if (error is not null)
            return error;
        var command = new RequestLink(address, purpose, ClientAddress.Of(context));
        var outcome = await grains.GetGrain<ISignInGrain>(Secrets.SignInKey(address)).RequestLinkAsync(command, CancellationToken.None);
        return outcome.IsSuccess(out _, out var refusal) ? null : ErrorResult.From(refusal);
    }

    // No link can be confirmed before its landing page exists, so every poll of a good address waits.
    private static IResult Poll(HttpContext context, IOptions<GatewayOptions> options)
    {
        if (!options.Value.Auth.EmailPoll)
            return ErrorResult.NotFound();
        var email = context.Request.Query["email"] is [.., { } last] ? last : "";
        return EmailAddress.Normalize(email) is null
            ? ErrorResult.Invalid("email", EmailAddress.Message)
            : JsonAnswer.Accepted(new PollResponse(false), UserJson.Default.PollResponse);
    }

    private static async Task<IResult> Verify(HttpContext context, IGrainFactory grains)
    {
        var (json, error) = await JsonBody.ReadAsync(context);
        if (error is not null)
            return error;
        var reader = new FieldReader(json);
        if (reader.RequiredText("login_token", MaxTokenLength) is not { } token)
            return ErrorResult.Invalid(reader.Faults);
        var grain = grains.GetGrain<ILoginTokenGrain>(Secrets.LoginTokenKey(token));
        var outcome = await grain.RedeemAsync(CancellationToken.None);
        return outcome.IsSuccess(out var issued, out var refusal)
            ? JsonAnswer.Ok(TokenResponse.From(issued), UserJson.Default.TokenResponse)
            : ErrorResult.From(refusal);
    }
}
