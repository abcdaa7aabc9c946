using System.Buffers;
using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Spikes.Grains.Interfaces.Users;

/// <summary>
/// The codes of the device sign-in (contract sections 2.5 and 6.7). The user code follows from the device code, one way, so that both
/// lead to the same grain.
/// </summary>
public static class DeviceCodes
{
    /// <summary>How long both codes live.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(600);

    private const string Letters = "ABCDEFGHJKMNPQRSTUVWXYZ23456789";
    private const int UserCodeLength = 8;
    private const int ShownGroup = 4;
    private const int SaltBytes = 32;

    private static readonly SearchValues<char> AllLetters = SearchValues.Create(Letters);

    /// <summary>The user code of a device code: 8 letters, without the dash.</summary>
    /// <param name="deviceCode">As <see cref="Secrets.NewToken"/> makes it; any text.</param>
    public static string UserCode(string deviceCode)
    {
        // 64 bits for some 40: no letter is noticeably more frequent than another.
        var number = BinaryPrimitives.ReadUInt64BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes("user code of " + deviceCode)));
        return string.Create(UserCodeLength, number, static (code, rest) =>
        {
            foreach (ref var letter in code)
            {
                letter = Letters[(int)(rest % (uint)Letters.Length)];
                rest /= (uint)Letters.Length;
            }
        });
    }

    /// <summary>The user code as people see it: <c>ABCD-EFGH</c>.</summary>
    /// <param name="userCode">8 letters.</param>
    public static string Shown(string userCode) => userCode[..ShownGroup] + "-" + userCode[ShownGroup..];

    /// <summary>A typed user code without dashes and spaces, in upper case; null when it can be none.</summary>
    /// <param name="text">Any text.</param>
    public static string? ReadUserCode(string text)
    {
        var code = text.Replace("-", "", StringComparison.Ordinal).Replace(" ", "", StringComparison.Ordinal).ToUpperInvariant();
        return code.Length == UserCodeLength && !code.AsSpan().ContainsAnyExcept(AllLetters) ? code : null;
    }

    /// <summary>The key of the <see cref="IDeviceSignInGrain"/> of a user code.</summary>
    /// <param name="userCode">8 letters.</param>
    public static string GrainKey(string userCode) => "device/" + Secrets.HashOf("user code " + userCode);

    /// <summary>Salt for <see cref="UserToken"/>.</summary>
    public static string NewSalt() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(SaltBytes));

    /// <summary>
    /// The user token that a device gets. It follows from device code and salt, so that it can be delivered again although nothing at
    /// rest reveals it: the device code is known to the device alone, the salt to the grain alone.
    /// </summary>
    /// <param name="deviceCode">The device code.</param>
    /// <param name="salt">As <see cref="NewSalt"/> makes it.</param>
    public static string UserToken(string deviceCode, string salt) =>
        Base64Url.EncodeToString(HMACSHA256.HashData(Encoding.UTF8.GetBytes(salt), Encoding.UTF8.GetBytes("user token of " + deviceCode)));
}
