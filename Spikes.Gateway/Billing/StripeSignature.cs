using System.Text;
using Microsoft.Extensions.Options;
using Stripe;

namespace Spikes.Gateway.Billing;

/// <summary>Whether Stripe has sent a body (contract section 8.2).</summary>
internal sealed class StripeSignature(IOptions<StripeOptions> options, TimeProvider clock)
{
    public const string Header = "Stripe-Signature";

    /// <summary>How far the time of a signature may be from ours, either way.</summary>
    private const int ToleranceSeconds = 300;

    /// <summary>Throws instead of replacing, so that no other bytes pass for the signed ones; keeps a byte order mark.</summary>
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Without a secret nothing is believed.</summary>
    public bool IsConfigured => !string.IsNullOrWhiteSpace(options.Value.WebhookSecret);

    /// <summary>Whether one of the header's signatures is that of the bytes, and of now.</summary>
    public bool IsValid(byte[] body, string header)
    {
        if (!Has(header, "t=") || !Has(header, "v1="))
            return false;
        try
        {
            // Not the overload that reads the wall clock.
            EventUtility.ValidateSignature(
                Strict.GetString(body), header, options.Value.WebhookSecret, ToleranceSeconds, clock.GetUtcNow().ToUnixTimeSeconds());
            return true;
        }
        catch (Exception fault) when (fault is StripeException or FormatException or OverflowException or DecoderFallbackException)
        {
            // It does not match, its time is no number, or the bytes are no text, which Stripe never signs.
            return false;
        }
    }

    /// <summary>Without a time and a signature the body, up to a megabyte that anybody may send, need not become text.</summary>
    private static bool Has(string header, string item) =>
        header.Split(',', StringSplitOptions.TrimEntries).Any(each => each.StartsWith(item, StringComparison.Ordinal));
}
