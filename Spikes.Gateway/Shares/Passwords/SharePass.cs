using System.Buffers;
using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Spikes.Grains.Interfaces.Shares;

namespace Spikes.Gateway.Shares.Passwords;

/// <summary>
/// What opens a protected share for a while without its password: the first segment of a path, behind <see cref="Mark"/>. Its key comes from
/// the stored hash of the password, which every node can read and nobody else: it needs no secret of its own, and another password
/// voids it.
/// </summary>
internal static class SharePass
{
    /// <summary>What the segment begins with.</summary>
    public const char Mark = '~';

    /// <summary>How long a pass is valid.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromHours(12);

    private const int ExpiryBytes = sizeof(long);
    private const int Bytes = ExpiryBytes + HMACSHA256.HashSizeInBytes;

    private static readonly int Characters = Base64Url.GetEncodedLength(Bytes);

    /// <summary>A pass, without the mark, for a share whose password was right.</summary>
    public static string Issue(ShareGuard guard, DateTimeOffset now)
    {
        var pass = new byte[Bytes];
        BinaryPrimitives.WriteInt64BigEndian(pass, (now + Lifetime).ToUnixTimeMilliseconds());
        Sign(guard, pass.AsSpan(0, ExpiryBytes), pass.AsSpan(ExpiryBytes));
        return Base64Url.EncodeToString(pass);
    }

    /// <summary>Whether a text is a pass of this share and its password, in the one spelling it has, before its end.</summary>
    public static bool IsValid(ShareGuard guard, string text, DateTimeOffset now)
    {
        Span<byte> pass = stackalloc byte[Bytes];
        if (text.Length != Characters
            || Base64Url.DecodeFromChars(text, pass, out _, out var written) != OperationStatus.Done || written != Bytes)
            return false;
        // The last character has bits to spare.
        if (Base64Url.EncodeToString(pass) != text)
            return false;
        Span<byte> expected = stackalloc byte[HMACSHA256.HashSizeInBytes];
        Sign(guard, pass[..ExpiryBytes], expected);
        return CryptographicOperations.FixedTimeEquals(expected, pass[ExpiryBytes..])
            && now.ToUnixTimeMilliseconds() < BinaryPrimitives.ReadInt64BigEndian(pass);
    }

    private static void Sign(ShareGuard guard, ReadOnlySpan<byte> expiry, Span<byte> signature)
    {
        Span<byte> key = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HKDF.DeriveKey(HashAlgorithmName.SHA256, Encoding.UTF8.GetBytes(guard.PasswordHash), key, salt: default, info: "spikes share pass"u8);
        // Neither a share id nor a salt holds a line end.
        var version = PasswordHash.SaltOf(guard.PasswordHash);
        byte[] message = [.. Encoding.UTF8.GetBytes($"{guard.ShareId}\n{version}\n"), .. expiry];
        HMACSHA256.HashData(key, message, signature);
    }
}
