using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Spikes.Silo.Webhooks;

/// <summary>
/// What proves to a receiver that a body is from here (contract section 9.2). The key is the ASCII text of the secret, not the bytes that
/// its digits stand for.
/// </summary>
internal static class WebhookSignatures
{
    /// <summary>The value of <c>X-Spikes-Signature</c>.</summary>
    public static string Spikes(string secret, long unixSeconds, ReadOnlySpan<byte> body)
    {
        var time = unixSeconds.ToString(CultureInfo.InvariantCulture);
        return $"t={time},v1={Convert.ToHexStringLower(Hash(secret, time + ".", body))}";
    }

    /// <summary>The value of <c>webhook-signature</c>, in the way of Standard Webhooks.</summary>
    public static string Standard(string secret, string id, long unixSeconds, ReadOnlySpan<byte> body) =>
        "v1," + Convert.ToBase64String(Hash(secret, FormattableString.Invariant($"{id}.{unixSeconds}."), body));

    private static byte[] Hash(string secret, string before, ReadOnlySpan<byte> body)
    {
        byte[] signed = [.. Encoding.ASCII.GetBytes(before), .. body];
        return HMACSHA256.HashData(Encoding.ASCII.GetBytes(secret), signed);
    }
}
