using MimeKit;
using Spikes.Grains.Storage;
using Spikes.Silo.Mail;

namespace Spikes.Silo.Tests.Mail;

public sealed class SignInMailTests
{
    private static readonly MailboxAddress From = new("Spikes", "spikes@example.com");

    [Fact]
    public void Write_Login_HoldsLinkTokenAndWhoAsked()
    {
        var read = Roundtrip(MailSamples.Login());

        Assert.Equal("ann@example.com", Assert.Single(read.To.Mailboxes).Address);
        Assert.Equal("spikes@example.com", Assert.Single(read.From.Mailboxes).Address);
        Assert.Equal("Your sign-in link for Spikes", read.Subject);
        Assert.Equal(MailSamples.Noon, read.Date);
        Assert.Contains($"\n{MailSamples.PublicUrl}/auth/verify?token={MailSamples.Token}\n", Lines(read.TextBody));
        Assert.Contains($"\n{MailSamples.Token}\n", Lines(read.TextBody));
        Assert.Contains("203.0.113.7", read.TextBody);
        Assert.Contains("ann@example.com", read.TextBody);
        Assert.Contains($"href=\"{MailSamples.PublicUrl}/auth/verify?token={MailSamples.Token}\"", read.HtmlBody);
    }

    [Fact]
    public void Write_Recovery_SaysWhatItRevokes()
    {
        var read = Roundtrip(MailSamples.Recovery());

        Assert.Equal("Recover your Spikes account", read.Subject);
        Assert.Contains("signs out every other place", read.TextBody);
    }

    [Fact]
    public void Write_RawFile_IsReadableAsItStands()
    {
        using var message = Write(MailSamples.Login())!;
        using var raw = new MemoryStream();
        message.WriteTo(raw, TestContext.Current.CancellationToken);
        var text = System.Text.Encoding.ASCII.GetString(raw.ToArray());

        Assert.Contains("/auth/verify?token=" + MailSamples.Token, text);
        Assert.Contains("multipart/alternative", text);
    }

    [Theory]
    [InlineData("a.b+c_d@example.com")]
    [InlineData("o'brien@example.com")]
    [InlineData("!#$%&'*+/=?^_`{|}~-@example.com")]
    [InlineData("-ann@sub.example.co.uk")]
    public void Write_OrdinaryAddress_ReachesExactlyIt(string email)
    {
        var read = Roundtrip(MailSamples.Login(email));

        Assert.Equal(email, Assert.Single(read.To.Mailboxes).Address);
    }

    [Theory]
    [InlineData("a..b@example.com", "\"a..b\"@example.com")]
    [InlineData(".ann@example.com", "\".ann\"@example.com")]
    [InlineData("a,b@example.com", "\"a,b\"@example.com")]
    [InlineData("a<b>@example.com", "\"a<b>\"@example.com")]
    [InlineData("a\"b@example.com", "\"a\\\"b\"@example.com")]
    public void Write_AddressThatNeedsQuotes_ReachesExactlyIt(string email, string expected)
    {
        var read = Roundtrip(MailSamples.Login(email));

        Assert.Equal(expected, Assert.Single(read.To.Mailboxes).Address);
        Assert.DoesNotContain("<b>@", read.HtmlBody);
    }

    [Theory]
    [InlineData("ann@example.com\r\nBcc: eve@example.com")]
    [InlineData("ann@example.com\nSubject: hi")]
    [InlineData("ann@example.com, eve@example.com")]
    [InlineData("ann\0@example.com")]
    [InlineData("änn@example.com")]
    [InlineData("@example.com")]
    [InlineData("ann")]
    [InlineData("")]
    public void Write_AddressThatNoHeaderCarries_WritesNothing(string email) => Assert.Null(Write(MailSamples.Login(email)));

    [Theory]
    [InlineData("ann@example.com,eve@example.com")]
    [InlineData("ann@example.com;eve@example.com")]
    [InlineData("<eve@example.com>ann@example.com")]
    [InlineData("ann@exam(ple.com")]
    public void Write_HostileAddress_NeverGetsASecondRecipient(string email)
    {
        using var message = Write(MailSamples.Login(email));
        if (message is null)
            return;
        using var raw = new MemoryStream();
        message.WriteTo(raw, TestContext.Current.CancellationToken);
        raw.Position = 0;
        using var read = MimeMessage.Load(raw, TestContext.Current.CancellationToken);

        var recipient = Assert.Single(read.GetRecipients());
        Assert.NotEqual("eve@example.com", recipient.Address);
        Assert.NotEqual("ann@example.com", recipient.Address);
    }

    private static MimeMessage? Write(QueuedMail mail) => SignInMail.Write(mail, MailSamples.Token, MailSamples.PublicUrl, From, MailSamples.Noon);

    private static MimeMessage Roundtrip(QueuedMail mail)
    {
        using var message = Write(mail);
        Assert.NotNull(message);
        using var raw = new MemoryStream();
        message.WriteTo(raw, TestContext.Current.CancellationToken);
        raw.Position = 0;
        return MimeMessage.Load(raw, TestContext.Current.CancellationToken);
    }

    private static string Lines(string? text) => text!.ReplaceLineEndings("\n");
}
