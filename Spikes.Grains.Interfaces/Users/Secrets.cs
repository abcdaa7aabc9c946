using System.Buffers;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Spikes.Grains.Interfaces.Users;

/// <summary>Makes the secrets that callers hold, and the hashes under which they are at rest.</summary>
public static class Secrets
{
    private const int TokenBytes = 32;
    private const int TokenLength = 43;
    private const int KeyIdBytes = 8;
    private const int KeyPrefixLength = 8;
    private const string ApiKeyStart = "sk_spikes_";
    private const string ApiKeyGrainStart = "api-key/";
    private const string KeyIdStart = "key_";

    private static readonly SearchValues<char> HexDigits = SearchValues.Create("0123456789abcdef");

    /// <summary>A new token: 32 random bytes as 43 URL-safe characters.</summary>
    public static string NewToken() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(TokenBytes));

    /// <summary>SHA-256 of a token's UTF-8 bytes, 64 lower-case hex digits.</summary>
    /// <param name="token">The token as it was presented; any text.</param>
    public static string HashOf(string token) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(token)));

    /// <summary>The key of the token's <see cref="IUserTokenGrain"/>.</summary>
    public static string UserTokenKey(string token) => UserTokenKeyOfHash(HashOf(token));

    /// <summary>As <see cref="UserTokenKey"/>, for callers that know the hash only.</summary>
    /// <param name="hash"><see cref="HashOf"/> of the token.</param>
    public static string UserTokenKeyOfHash(string hash) => "token/" + hash;

    /// <summary>The key of the <see cref="IUserTokenGrain"/> of a browser session.</summary>
    /// <param name="session">The value of the session cookie.</param>
    public static string SessionKey(string session) => "session/" + HashOf(session);

    /// <summary>Whether a text has the form of a token.</summary>
    /// <param name="text">Any text.</param>
    public static bool IsToken(string text) =>
        text.Length == TokenLength && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_');

    /// <summary>The key of the token's <see cref="ILoginTokenGrain"/>.</summary>
    public static string LoginTokenKey(string token) => "login/" + HashOf(token);

    /// <summary>The key of the <see cref="ISignInGrain"/> of an address.</summary>
    /// <param name="email">The address, trimmed and in lower case.</param>
    public static string SignInKey(string email) => "email/" + HashOf(email);

    /// <summary>A new API key: <c>sk_spikes_</c> and 32 random bytes in hex.</summary>
    public static string NewApiKey() => ApiKeyStart + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(TokenBytes));

    /// <summary>Whether a text has the form of an API key.</summary>
    /// <param name="text">Any text.</param>
    public static bool IsApiKey(string text) => IsHexAfter(ApiKeyStart, text, TokenBytes);

    /// <summary>
    /// The id of an API key: 64 bits of a hash that is not the one at rest, so that whoever knows one knows nothing of the other, and the
    /// grain of a presented key is found without asking a directory.
    /// </summary>
    /// <param name="apiKey">A key, as <see cref="NewApiKey"/> makes it.</param>
    public static string ApiKeyId(string apiKey) =>
        KeyIdStart + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes("id of " + apiKey)).AsSpan(0, KeyIdBytes));

    /// <summary>Whether a text has the form of the id of an API key.</summary>
    /// <param name="text">Any text.</param>
    public static bool IsApiKeyId(string text) => IsHexAfter(KeyIdStart, text, KeyIdBytes);

    /// <summary>The digits by which people recognize a key in a list.</summary>
    /// <param name="apiKey">A key, as <see cref="NewApiKey"/> makes it.</param>
    public static string ApiKeyPrefix(string apiKey) => apiKey.Substring(ApiKeyStart.Length, KeyPrefixLength);

    /// <summary>The key of the <see cref="IApiKeyGrain"/> of a key id.</summary>
    /// <param name="keyId">As <see cref="ApiKeyId"/> makes it.</param>
    public static string ApiKeyGrainKey(string keyId) => ApiKeyGrainStart + keyId;

    private static bool IsHexAfter(string start, string text, int bytes) => text.Length == start.Length + (2 * bytes)
        && text.StartsWith(start, StringComparison.Ordinal) && !text.AsSpan(start.Length).ContainsAnyExcept(HexDigits);
}
