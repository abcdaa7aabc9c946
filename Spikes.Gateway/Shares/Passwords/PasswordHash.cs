using System.Security.Cryptography;
using System.Text;
using NSec.Cryptography;

namespace Spikes.Gateway.Shares.Passwords;

/// <summary>A password at rest: Argon2id in the PHC string format, <c>$argon2id$v=19$m=19456,t=2,p=1$salt$hash</c>.</summary>
internal static class PasswordHash
{
    /// <summary>What one hash takes while it is made.</summary>
    public const int KibiBytes = 19_456;

    private const int Passes = 2;
    private const int SaltBytes = 16;
    private const int HashBytes = 32;
    private const string Head = "$argon2id$v=19$m=19456,t=2,p=1$";

    private static readonly Argon2id Algorithm =
        new(new Argon2Parameters { MemorySize = KibiBytes, NumberOfPasses = Passes, DegreeOfParallelism = 1 });

    /// <summary>A hash with a salt of its own. Takes about 20 ms of a processor and 19 MiB.</summary>
    public static string Create(string password)
    {
        var salt = RandomNumberGenerator.GetBytes(SaltBytes);
        return Head + Encode(salt) + "$" + Encode(Derive(password, salt));
    }

    /// <summary>Whether a hash was made of a password; as slow as <see cref="Create"/>.</summary>
    /// <exception cref="FormatException">The text is no hash of <see cref="Create"/>.</exception>
    public static bool Matches(string hash, string password)
    {
        var (salt, expected) = Split(hash);
        return CryptographicOperations.FixedTimeEquals(Derive(password, Decode(salt)), Decode(expected));
    }

    /// <summary>The salt as it stands in a hash: another password has another one.</summary>
    /// <exception cref="FormatException">The text is no hash of <see cref="Create"/>.</exception>
    public static string SaltOf(string hash) => Split(hash).Salt;

    // As UTF-8: the library's own way with text would hash UTF-16.
    private static byte[] Derive(string password, byte[] salt) => Algorithm.DeriveBytes(Encoding.UTF8.GetBytes(password), salt, HashBytes);

    private static (string Salt, string Hash) Split(string hash) =>
        hash.StartsWith(Head, StringComparison.Ordinal) && hash[Head.Length..].Split('$') is [var salt, var derived]
            ? (salt, derived)
            : throw new FormatException("This is no password hash");

    // PHC's base64 has no padding.
    private static string Encode(byte[] bytes) => Convert.ToBase64String(bytes).TrimEnd('=');

    private static byte[] Decode(string text) => Convert.FromBase64String(text.PadRight((text.Length + 3) / 4 * 4, '='));
}
