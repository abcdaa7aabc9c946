using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;
using Spikes.Gateway.Options;
using Spikes.Grains.Interfaces.Outcomes;
using Spikes.Grains.Interfaces.Users;

namespace Spikes.Gateway.Users;

/// <summary>
/// Checks credentials. Nothing is remembered: the grain of the token or key is asked each time, so a revocation holds at once.
/// </summary>
internal sealed class Authenticator(IGrainFactory grains, IOptions<GatewayOptions> options)
{
    private static readonly Refusal Wrong = new(ErrorCode.AuthFailed, "Invalid or revoked bearer token");

    private readonly GrainReferences _grains = new(grains);

    private readonly byte[]? _adminHash = string.IsNullOrEmpty(options.Value.AdminToken)
        ? null
        : SHA256.HashData(Encoding.UTF8.GetBytes(options.Value.AdminToken));

    /// <summary>For whom a token acts, or <see cref="ErrorCode.AuthFailed"/>.</summary>
    public async ValueTask<Outcome<Credential>> AuthenticateAsync(string token, CancellationToken cancellationToken)
    {
        if (IsAdmin(token))
            return new Credential(CredentialKinds.Admin, "admin", null);
        if (Secrets.IsApiKey(token))
            return await AuthenticateKeyAsync(token, cancellationToken);
        if (!Secrets.IsToken(token))
            return Wrong;
        var hash = Secrets.HashOf(token);
        var outcome = await _grains.Get<IUserTokenGrain>(Secrets.UserTokenKeyOfHash(hash)).AuthenticateAsync(cancellationToken);
        return outcome.IsSuccess(out var account, out var refusal) ? new Credential(CredentialKinds.User, hash, account) : refusal;
    }

    private async ValueTask<Outcome<Credential>> AuthenticateKeyAsync(string apiKey, CancellationToken cancellationToken)
    {
        var hash = Secrets.HashOf(apiKey);
        var grain = _grains.Get<IApiKeyGrain>(Secrets.ApiKeyGrainKey(Secrets.ApiKeyId(apiKey)));
        var outcome = await grain.AuthenticateAsync(hash, cancellationToken);
        return outcome.IsSuccess(out var valid, out var refusal)
            ? new Credential(CredentialKinds.ApiKey, hash, valid.Account, valid.Key)
            : refusal;
    }

    private bool IsAdmin(string token) =>
        _adminHash is not null && CryptographicOperations.FixedTimeEquals(_adminHash, SHA256.HashData(Encoding.UTF8.GetBytes(token)));
}
