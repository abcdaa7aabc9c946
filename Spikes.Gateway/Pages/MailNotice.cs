namespace Spikes.Gateway.Pages;

/// <summary>The answer to an e-mail form: it tells nothing about the address, not even the address.</summary>
internal static class MailNotice
{
    public static PageResult Sent { get; } = PageResult.Notice(
        "Check your mail", null, "We have sent you a link. Open it within 10 minutes.", "No mail? Look into the spam folder, or go back and check the address.");
}
