using Microsoft.AspNetCore.Http;
using Spikes.Gateway.Http;
using Spikes.Grains.Interfaces.Spikes;
using Spikes.Grains.Interfaces.Users;

namespace Spikes.Gateway.Users;

/// <summary>Which kinds of credential an endpoint accepts (contract section 1, column auth).</summary>
[Flags]
internal enum CredentialKinds
{
    None = 0,
    User = 1,
    ApiKey = 2,
    Admin = 4,
}

/// <summary>A credential that was checked.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Hash">Names it where the secret must not stand: grain keys, rate limits.</param>
/// <param name="Account">For whom it acts; null for the admin token.</param>
/// <param name="Key">The API key, if it is one.</param>
internal sealed record Credential(CredentialKinds Kind, string Hash, Account? Account, ApiKey? Key = null)
{
    /// <summary>The refusal of what <see cref="Allows"/> does not.</summary>
    public static readonly ErrorResult ScopeDenied = new(ErrorCode.ScopeDenied, "Insufficient scope for this operation");

    public Caller Caller => Account is null ? Caller.Admin : Caller.For(Account.Id);

    /// <summary>Whether the scope of the credential permits a method (contract section 6.4); HEAD counts as GET.</summary>
    public bool Allows(string method) => Key?.Scope switch
    {
        ApiKeyScope.Read => HttpMethods.IsGet(method) || HttpMethods.IsHead(method),
        ApiKeyScope.Write => !HttpMethods.IsGet(method) && !HttpMethods.IsHead(method),
        _ => true,
    };
}
