using System.Globalization;
using System.Net;
using MimeKit;
using MimeKit.Utils;
using Spikes.Grains.Interfaces.Users;
using Spikes.Grains.Storage;

namespace Spikes.Silo.Mail;

/// <summary>Writes the mail with the sign-in link.</summary>
internal static class SignInMail
{
    /// <summary>How long link and token work, and how long an unsent request is worth sending.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(10);

    /// <summary>The message, or null when no mail header can carry the address.</summary>
    /// <param name="mail">What was asked for.</param>
    /// <param name="token">The login token.</param>
    /// <param name="publicUrl">The origin of the API, without trailing slash.</param>
    /// <param name="from">The sender.</param>
    /// <param name="now">The time of sending.</param>
    public static MimeMessage? Write(QueuedMail mail, string token, string publicUrl, MailboxAddress from, DateTimeOffset now)
    {
        if (Recipient(mail.Email) is not { } to)
            return null;
        var words = new SignInWords(mail, token, publicUrl, now + Lifetime);
        var message = new MimeMessage
        {
            Date = now,
            Subject = mail.Purpose is SignInPurpose.Recovery ? "Recover your Spikes account" : "Your sign-in link for Spikes",
            MessageId = MimeUtils.GenerateMessageId(from.Domain),
            Body = new MultipartAlternative { Part("plain", words.Text()), Part("html", words.Html()) },
        };
        message.From.Add(from);
        message.To.Add(to);
        message.Headers.Add(HeaderId.AutoSubmitted, "auto-generated");
        return message;
    }

    /// <summary>Plain seven-bit text: a person who opens the raw file can copy link and token from it.</summary>
    private static TextPart Part(string subtype, string text) => new(subtype) { Text = text, ContentTransferEncoding = ContentEncoding.SevenBit };

    private static MailboxAddress? Recipient(string email)
    {
        var at = email.LastIndexOf('@');
        if (at < 1 || email.Any(character => character is <= ' ' or > '~'))
            return null;
        return Mailbox(email) ?? Mailbox(Quoted(email[..at]) + email[at..]);
    }

    private static MailboxAddress? Mailbox(string address)
    {
        try
        {
            return new MailboxAddress(null, address);
        }
        catch (ParseException)
        {
            return null;
        }
    }

    /// <summary>Addresses such as <c>a..b@example.com</c> are in use and need quotes in a header.</summary>
    private static string Quoted(string localPart) =>
        "\"" + localPart.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal) + "\"";
}

/// <summary>The words of the mail.</summary>
file sealed class SignInWords(QueuedMail mail, string token, string publicUrl, DateTimeOffset until)
{
    private readonly string _what = mail.Purpose switch
    {
        SignInPurpose.Recovery => "to recover your Spikes account",
        SignInPurpose.Device => "to sign in to Spikes on a device",
        SignInPurpose.Login or SignInPurpose.Dashboard => "to sign in to Spikes",
    };

    private readonly string _consequence = mail.Purpose is SignInPurpose.Recovery
        ? "Using it signs out every other place where you are signed in."
        : "The first sign-in with a new address makes its account.";

    private string Link => publicUrl + "/auth/verify?token=" + token;

    private string When => mail.RequestedAt.ToUniversalTime().ToString("d MMMM yyyy, HH:mm 'UTC'", CultureInfo.InvariantCulture);

    private string Until => until.ToUniversalTime().ToString("HH:mm 'UTC'", CultureInfo.InvariantCulture);

    public string Text() =>
        $"""
        Hello,

        somebody asked {_what}
        as {mail.Email}
        from the network address {mail.ClientAddress}
        on {When}.

        If that was you, open this link:

        {Link}

        Or send this token as "login_token" to POST {publicUrl}/auth/verify:

        {token}

        Link and token work once, for 10 minutes, until {Until}.
        {_consequence}

        If it was not you, ignore this mail. Nobody gets in without it.

        """;

    public string Html() =>
        $"""
        <!doctype html>
        <html lang="en">
        <body style="margin:0;padding:24px;font:16px/1.5 system-ui,sans-serif;color:#1a1a1a;background:#ffffff">
        <div style="max-width:34em">
        <p>Hello,</p>
        <p>somebody asked {_what} as <strong>{Safe(mail.Email)}</strong>,
        from the network address {Safe(mail.ClientAddress)}, on {When}.</p>
        <p>If that was you, open this link:</p>
        <p><a href="{Safe(Link)}"
        style="display:inline-block;padding:10px 18px;border-radius:6px;background:#1f4fd8;color:#ffffff;text-decoration:none">Continue to Spikes</a></p>
        <p>Or send this token as <code>login_token</code> to <code>POST {Safe(publicUrl)}/auth/verify</code>:</p>
        <p><code style="font-size:15px;word-break:break-all">{Safe(token)}</code></p>
        <p>Link and token work once, for 10 minutes, until {Until}. {_consequence}</p>
        <p style="color:#5a5a5a">If it was not you, ignore this mail. Nobody gets in without it.</p>
        </div>
        </body>
        </html>

        """;

    private static string Safe(string text) => WebUtility.HtmlEncode(text);
}
