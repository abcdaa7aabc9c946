using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Spikes.Grains.Interfaces.Users;

/// <summary>Makes the secrets that callers hold, and the hashes under which they are at rest.</summary>
public static class Secrets
{
    private const int TokenBytes = 32;

    /// <summary>A new token: 32 random bytes as 43 URL-safe characters.</summary>
    public static string NewToken() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(TokenBytes));

    /// <summary>SHA-256 of a token's UTF-8 bytes, 64 lower-case hex digits.</summary>
    /// <param name="token">The token as it was presented; any text.</param>
    public static string HashOf(string token) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(token)));

    /// <summary>The key of the token's <see cref="IUserTokenGrain"/>.</summary>
    public static string UserTokenKey(string token) => "token/" + HashOf(token);

    /// <summary>The key of the token's <see cref="ILoginTokenGrain"/>.</summary>
    public static string LoginTokenKey(string token) => "login/" + HashOf(token);

    /// <summary>The key of the <see cref="ISignInGrain"/> of an address.</summary>
    /// <param name="email">The address, trimmed and in lower case.</param>
    public static string SignInKey(string email) => "email/" + HashOf(email);
}
