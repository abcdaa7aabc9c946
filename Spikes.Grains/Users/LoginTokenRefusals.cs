using Spikes.Grains.Interfaces.Outcomes;

namespace Spikes.Grains.Users;

internal static class LoginTokenRefusals
{
    internal static readonly Refusal Invalid = new(ErrorCode.TokenInvalid, "Invalid login token");

    internal static readonly Refusal Used = new(ErrorCode.TokenUsed, "Login token has already been used");

    internal static readonly Refusal Expired = new(ErrorCode.TokenExpired, "Login token has expired");
}
