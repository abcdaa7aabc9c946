using Spikes.Grains.Interfaces.Outcomes;

namespace Spikes.Grains.Users;

internal static class UserTokenRefusals
{
    internal static readonly Refusal Failed = new(ErrorCode.AuthFailed, "Invalid or revoked bearer token");
}
