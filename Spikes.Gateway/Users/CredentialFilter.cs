using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Spikes.Gateway.Http;
using Spikes.Grains.Interfaces.Users;

namespace Spikes.Gateway.Users;

/// <summary>Step AUTH of contract section 0.4, stated once per route or group.</summary>
internal static class CredentialFilter
{
    private static readonly ErrorResult Missing = new(ErrorCode.AuthRequired, "Authentication required");

    private static readonly ErrorResult NotAccepted =
        new(ErrorCode.AuthForbidden, "This kind of credential is not accepted here");

    /// <summary>Lets only valid credentials of these kinds pass. Where the admin token is accepted, so is <c>?token=</c>.</summary>
    public static TBuilder RequireCredential<TBuilder>(this TBuilder builder, CredentialKinds kinds)
        where TBuilder : IEndpointConventionBuilder
    {
        builder.Refuses(ErrorCode.AuthRequired, ErrorCode.AuthFailed, ErrorCode.AuthForbidden, ErrorCode.Unavailable);
        return builder.WithMetadata(new RequiredCredential(kinds)).AddEndpointFilter((call, next) => CheckAsync(kinds, call, next));
    }

    /// <summary>The credential that passed <see cref="RequireCredential"/>.</summary>
    public static Credential Credential(this HttpContext context) =>
        context.Features.Get<Credential>() ?? throw new InvalidOperationException("The route requires no credential");

    /// <summary>The account of the credential, on routes that do not accept the admin token.</summary>
    public static Account Account(this HttpContext context) =>
        context.Credential().Account ?? throw new InvalidOperationException("The route accepts credentials without account");

    private static async ValueTask<object?> CheckAsync(
        CredentialKinds kinds, EndpointFilterInvocationContext call, EndpointFilterDelegate next)
    {
        var context = call.HttpContext;
        var token = CredentialReader.Bearer(context.Request);
        if (token is null && kinds.HasFlag(CredentialKinds.Admin))
            token = CredentialReader.Query(context.Request);
        if (token is null)
            return Missing;
        var authenticator = context.RequestServices.GetRequiredService<Authenticator>();
        var outcome = await authenticator.AuthenticateAsync(token, context.RequestAborted);
        if (!outcome.IsSuccess(out var credential, out var refusal))
            return ErrorResult.From(refusal);
        if (!kinds.HasFlag(credential.Kind))
            return NotAccepted;
        context.Features.Set(credential);
        return await next(call);
    }
}

/// <summary>Tells the API description which credentials a route accepts.</summary>
internal sealed record RequiredCredential(CredentialKinds Kinds);
