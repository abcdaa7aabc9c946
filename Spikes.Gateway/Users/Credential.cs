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
/// <param name="Account">Whose it is; null for the admin token.</param>
internal sealed record Credential(CredentialKinds Kind, string Hash, Account? Account)
{
    public Caller Caller => Account is null ? Caller.Admin : Caller.For(Account.Id);
}
