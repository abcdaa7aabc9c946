using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Spikes.Gateway.Http;
using Spikes.Gateway.OpenApi;
using Spikes.Gateway.Options;
using Spikes.Gateway.Pages;
using Spikes.Gateway.RateLimiting;
using Spikes.Grains.Interfaces.Outcomes;
using Spikes.Grains.Interfaces.Users;

namespace Spikes.Gateway.Users;

/// <summary>A device sign-in that was begun.</summary>
internal sealed record DeviceStartResponse(
    [property: JsonPropertyName("device_code")] string DeviceCode,
    [property: JsonPropertyName("user_code")] string UserCode,
    [property: JsonPropertyName("verification_url")] string VerificationUrl,
    [property: JsonPropertyName("expires_in")] int ExpiresIn,
    [property: JsonPropertyName("interval")] int Interval);

/// <summary>A device sign-in that was approved.</summary>
internal sealed record DeviceTokenResponse(
    [property: JsonPropertyName("status")] string Status, [property: JsonPropertyName("token")] string Token);

/// <summary>Source-generated JSON of the device sign-in.</summary>
[JsonSerializable(typeof(DeviceStartResponse))]
[JsonSerializable(typeof(DeviceTokenResponse))]
internal sealed partial class DeviceJson : JsonSerializerContext;

/// <summary>Signing in on a device without a browser (contract section 2.5): the part that the device sees.</summary>
internal static class DeviceEndpoints
{
    private const int PollIntervalSeconds = 5;

    private static readonly ErrorResult Pending = ErrorResult.From(Refusal.AuthorizationPending);
    private static readonly ErrorResult Unknown = ErrorResult.NotFound("Unknown device code");

    public static void MapDeviceSignIn(this IEndpointRouteBuilder routes)
    {
        var device = routes.MapGroup("/auth/device").WithTags("Sign-in");
        device.MapPost("", Start).WithSummary("Begin a sign-in on a device")
            .WithDescription("A person opens `verification_url`, types `user_code` and approves; the device polls with `device_code`.")
            .LimitPerClient(RateLimit.DeviceStartsPerIp).Produces<DeviceStartResponse>().Refuses(JsonBody.Refusals);
        device.MapMethods("/poll", HttpVerbs.Get, Poll).WithSummary("Wait for the approval").Takes(ApiParameters.DeviceCode)
            .WithDescription("The token is delivered again for 60 s after the first time.")
            .Produces<DeviceTokenResponse>().Refuses(
                ErrorCode.ValidationError, ErrorCode.AccessDenied, ErrorCode.NotFound, ErrorCode.DeviceCodeExpired,
                ErrorCode.AuthorizationPending);
    }

    private static async Task<IResult> Start(HttpContext context, PublicUrls urls, IGrainFactory grains)
    {
        var (_, error) = await JsonBody.ReadAsync(context);
        if (error is not null)
            return error;
        var deviceCode = Secrets.NewToken();
        var userCode = DeviceCodes.UserCode(deviceCode);
        var salt = DeviceCodes.NewSalt();
        var command = new StartDeviceSignIn(
            Secrets.HashOf(deviceCode), salt, Secrets.HashOf(DeviceCodes.UserToken(deviceCode, salt)), ClientAddress.Of(context));
        var outcome = await Grain(grains, userCode).StartAsync(command, CancellationToken.None);
        if (!outcome.IsSuccess(out _, out var refusal))
            return ErrorResult.From(refusal);
        var started = new DeviceStartResponse(
            deviceCode, DeviceCodes.Shown(userCode), urls.Public + PagePaths.Device, (int)DeviceCodes.Lifetime.TotalSeconds, PollIntervalSeconds);
        return JsonAnswer.Ok(started, DeviceJson.Default.DeviceStartResponse);
    }

    // Never 429: the CLI gives up on every status of 400 and above but 428. HEAD delivers nothing.
    private static async Task<IResult> Poll(HttpContext context, IGrainFactory grains)
    {
        var deviceCode = context.Request.Query.Last("device_code");
        if (deviceCode.Length == 0)
            return ErrorResult.Invalid("device_code", "Is required");
        if (HttpMethods.IsHead(context.Request.Method))
            return Pending;
        if (!Secrets.IsToken(deviceCode))
            return Unknown;
        var device = Grain(grains, DeviceCodes.UserCode(deviceCode));
        var outcome = await Polls.AskAsync(() => device.PollAsync(Secrets.HashOf(deviceCode), CancellationToken.None));
        return outcome.IsSuccess(out var delivery, out var refusal)
            ? JsonAnswer.Ok(
                new DeviceTokenResponse("complete", DeviceCodes.UserToken(deviceCode, delivery.Salt)), DeviceJson.Default.DeviceTokenResponse)
            : ErrorResult.From(refusal);
    }

    private static IDeviceSignInGrain Grain(IGrainFactory grains, string userCode) =>
        grains.GetGrain<IDeviceSignInGrain>(DeviceCodes.GrainKey(userCode));
}
