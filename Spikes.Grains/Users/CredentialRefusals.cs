using Spikes.Grains.Interfaces.Outcomes;

namespace Spikes.Grains.Users;

internal static class CredentialRefusals
{
    internal static readonly Refusal Failed = new(ErrorCode.AuthFailed, "Invalid or revoked bearer token");
}
