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
    /// <param name="builder">A route or a group.</param>
    /// <param name="kinds">The kinds.</param>
    /// <param name="anyScope">True leaves out the check of the key's scope.</param>
    public static TBuilder RequireCredential<TBuilder>(this TBuilder builder, CredentialKinds kinds, bool anyScope = false)
        where TBuilder : IEndpointConventionBuilder
    {
        builder.Refuses(ErrorCode.AuthRequired, ErrorCode.AuthFailed, ErrorCode.AuthForbidden, ErrorCode.Unavailable);
        var required = new RequiredCredential(kinds, anyScope);
        if (required.ChecksScope)
            builder.Refuses(ErrorCode.ScopeDenied);
        return builder.WithMetadata(required).AddEndpointFilter((call, next) => CheckAsync(required, call, next));
    }

    /// <summary>As <see cref="RequireCredential"/>, for a route that also works without a credential.</summary>
    public static TBuilder AcceptCredential<TBuilder>(this TBuilder builder, CredentialKinds kinds)
        where TBuilder : IEndpointConventionBuilder
    {
        builder.Refuses(ErrorCode.AuthFailed, ErrorCode.AuthForbidden, ErrorCode.Unavailable);
        var required = new RequiredCredential(kinds, AnyScope: true);
        return builder.WithMetadata(new AcceptedCredential()).AddEndpointFilter((call, next) =>
            CredentialReader.Bearer(call.HttpContext.Request) is null ? next(call) : CheckAsync(required, call, next));
    }

    /// <summary>The credential that passed <see cref="RequireCredential"/>.</summary>
    public static Credential Credential(this HttpContext context) =>
        context.Features.Get<Credential>() ?? throw new InvalidOperationException("The route requires no credential");

    /// <summary>The credential that passed <see cref="AcceptCredential"/>, or null.</summary>
    public static Credential? CredentialOrNull(this HttpContext context) => context.Features.Get<Credential>();

    /// <summary>The account of the credential, on routes that do not accept the admin token.</summary>
    public static Account Account(this HttpContext context) =>
        context.Credential().Account ?? throw new InvalidOperationException("The route accepts credentials without account");

    private static async ValueTask<object?> CheckAsync(
        RequiredCredential required, EndpointFilterInvocationContext call, EndpointFilterDelegate next)
    {
        var context = call.HttpContext;
        var token = CredentialReader.Bearer(context.Request);
        if (token is null && required.Kinds.HasFlag(CredentialKinds.Admin))
            token = CredentialReader.Query(context.Request);
        if (token is null)
            return Missing;
        var authenticator = context.RequestServices.GetRequiredService<Authenticator>();
        var outcome = await authenticator.AuthenticateAsync(token, context.RequestAborted);
        if (!outcome.IsSuccess(out var credential, out var refusal))
            return ErrorResult.From(refusal);
        if (!required.Kinds.HasFlag(credential.Kind))
            return NotAccepted;
        if (required.ChecksScope && !credential.Allows(context.Request.Method))
            return Users.Credential.ScopeDenied;
        context.Features.Set(credential);
        return await next(call);
    }
}

/// <summary>Which credentials a route accepts.</summary>
/// <param name="Kinds">Their kinds.</param>
/// <param name="AnyScope">Whether a key of any scope passes.</param>
internal sealed record RequiredCredential(CredentialKinds Kinds, bool AnyScope)
{
    public bool ChecksScope => Kinds.HasFlag(CredentialKinds.ApiKey) && !AnyScope;
}

/// <summary>Tells the API description that a route works with a Bearer credential and without one.</summary>
internal sealed record AcceptedCredential;
