using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;
using Stripe;

namespace Spikes.Gateway.Billing;

/// <summary>Whether Stripe has sent a body (contract section 8.2).</summary>
internal sealed class StripeSignature(IOptions<StripeOptions> options, TimeProvider clock)
{
    public const string Header = "Stripe-Signature";

    private const string Time = "t=";
    private const string Digest = "v1=";

    /// <summary>How far the time of a signature may be from ours, either way.</summary>
    private const int ToleranceSeconds = 300;

    /// <summary>Throws instead of replacing, so that no other bytes pass for the signed ones; keeps a byte order mark.</summary>
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Without a secret nothing is believed.</summary>
    public bool IsConfigured => !string.IsNullOrWhiteSpace(options.Value.WebhookSecret);

    private long Now => clock.GetUtcNow().ToUnixTimeSeconds();

    /// <summary>Whether one of the header's signatures is that of the bytes, and of now.</summary>
    public bool IsValid(byte[] body, string header)
    {
        if (!Has(header, Time) || !Has(header, Digest))
            return false;
        try
        {
            // Not the overload that reads the wall clock.
            EventUtility.ValidateSignature(Strict.GetString(body), header, options.Value.WebhookSecret, ToleranceSeconds, Now);
            return true;
        }
        catch (DecoderFallbackException)
        {
            return SignsBytes(body, header);
        }
        catch (Exception fault) when (fault is StripeException or FormatException or OverflowException)
        {
            // It does not match, or its time is no number.
            return false;
        }
    }

    /// <summary>The same for bytes that are no text, which Stripe.net cannot be given: who has the secret hears what is wrong with them.</summary>
    private bool SignsBytes(byte[] body, string header)
    {
        var items = header.Split(',', StringSplitOptions.TrimEntries);
        var time = items.First(item => item.StartsWith(Time, StringComparison.Ordinal))[Time.Length..];
        if (!long.TryParse(time, NumberStyles.None, CultureInfo.InvariantCulture, out var at) || Math.Abs(Now - at) > ToleranceSeconds)
            return false;

        byte[] signed = [.. Encoding.ASCII.GetBytes(time + "."), .. body];
        var expected = Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(options.Value.WebhookSecret!), signed));
        return items.Any(item => CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(item), Encoding.ASCII.GetBytes(Digest + expected)));
    }

    /// <summary>Without a time and a signature the body, up to a megabyte that anybody may send, need not become text.</summary>
    private static bool Has(string header, string item) =>
        header.Split(',', StringSplitOptions.TrimEntries).Any(each => each.StartsWith(item, StringComparison.Ordinal));
}
