using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Spikes.Grains.Interfaces.Users;

/// <summary>Random tokens, and the hashes that stand for them at rest.</summary>
public static class Secrets
{
    private const int Bytes = 32;

    /// <summary>32 random bytes as 43 URL-safe characters.</summary>
    public static string NewToken() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(Bytes));

    /// <summary>SHA-256 of a secret, lower-case hex.</summary>
    public static string HashOf(string secret) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(secret)));
}
