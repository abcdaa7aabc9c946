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
    private static readonly IResult Pending = JsonAnswer.Accepted(new PollResponse(false), UserJson.Default.PollResponse);

    public static void MapSignIn(this IEndpointRouteBuilder routes)
    {
        var auth = routes.MapGroup("/auth").WithTags("Sign-in");
        var mails = auth.MapGroup("").LimitPerClient(RateLimit.MailsPerIp).Refuses(JsonBody.Refusals);
        mails.MapPost("/login", Login).WithSummary("Mail a sign-in link")
            .TakesJson<EmailRequest>().Produces<MailSent>(StatusCodes.Status202Accepted);
        mails.MapPost("/recover", Recover).WithSummary("Mail a recovery link to a known address")
            .TakesJson<EmailRequest>().Produces<MailSent>();
        auth.MapMethods("/poll", HttpVerbs.Get, Poll).WithSummary("Wait for the mailed link").Takes(ApiParameters.Email)
            .WithDescription(
                "Gives a user token once, after the button behind the mailed link was pressed, to the client that sent POST /auth/login. "
                + "`NOT_FOUND` when the settings switch the poll off.")
            .Produces<PolledTokenResponse>()
            .Produces<PollResponse>(StatusCodes.Status202Accepted).Answers(StatusCodes.Status202Accepted, null, "Not confirmed yet.")
            .Refuses(ErrorCode.NotFound, ErrorCode.ValidationError);
        auth.MapPost("/verify", Verify).WithSummary("Redeem a login token").LimitPerClient(RateLimit.VerificationsPerIp)
            .TakesJson<VerifyRequest>().Produces<TokenResponse>().Refuses(JsonBody.Refusals)
            .Refuses(ErrorCode.TokenInvalid, ErrorCode.TokenUsed, ErrorCode.TokenExpired);
    }

    private static async Task<IResult> Login(HttpContext context, SignInMails mails) =>
        await MailAsync(context, mails, SignInPurpose.Login)
        ?? JsonAnswer.Accepted(new MailSent(true, "Check your email"), UserJson.Default.MailSent);

    private static async Task<IResult> Recover(HttpContext context, SignInMails mails) =>
        await MailAsync(context, mails, SignInPurpose.Recovery)
        ?? JsonAnswer.Ok(new MailSent(true, "Recovery email sent"), UserJson.Default.MailSent);

    private static async Task<ErrorResult?> MailAsync(HttpContext context, SignInMails mails, SignInPurpose purpose)
    {
        var (json, error) = await JsonBody.ReadAsync(context);
        if (error is not null)
            return error;
        var reader = new FieldReader(json);
        return EmailAddress.Read(reader) is { } address
            ? await mails.RequestAsync(context, address, purpose)
            : ErrorResult.Invalid(reader.Faults);
    }

    // Never 429: the CLI gives up on every status of 400 and above. HEAD delivers nothing.
    private static async Task<IResult> Poll(HttpContext context, IOptions<GatewayOptions> options, RateLimiter limiter, IGrainFactory grains)
    {
        if (!options.Value.Auth.EmailPoll)
            return ErrorResult.NotFound();
        if (EmailAddress.Normalize(context.Request.Query.Last("email")) is not { } email)
            return ErrorResult.Invalid("email", EmailAddress.Message);
        var client = ClientAddress.Of(context);
        if (HttpMethods.IsHead(context.Request.Method) || await limiter.AdmitAsync(RateLimit.EmailPolls, Polls.WindowOf(email, client)) is not null)
            return Pending;

        var signIn = grains.GetGrain<ISignInGrain>(Secrets.SignInKey(email));
        var outcome = await Polls.AskAsync(() => signIn.CollectTokenAsync(email, client, CancellationToken.None));
        if (outcome.IsSuccess(out var issued, out var refusal))
            return JsonAnswer.Ok(new PolledTokenResponse(true, issued.Token), UserJson.Default.PolledTokenResponse);
        return refusal.Code == ErrorCode.AuthorizationPending ? Pending : ErrorResult.From(refusal);
    }

    private static async Task<IResult> Verify(HttpContext context, IGrainFactory grains)
    {
        var (json, error) = await JsonBody.ReadAsync(context);
        if (error is not null)
            return error;
        var reader = new FieldReader(json);
        if (reader.RequiredText("login_token") is not { } token)
            return ErrorResult.Invalid(reader.Faults);
        var grain = grains.GetGrain<ILoginTokenGrain>(Secrets.LoginTokenKey(token));
        var outcome = await grain.RedeemAsync(CancellationToken.None);
        return outcome.IsSuccess(out var issued, out var refusal)
            ? JsonAnswer.Ok(TokenResponse.From(issued), UserJson.Default.TokenResponse)
            : ErrorResult.From(refusal);
    }
}
