using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using MimeKit;
using Spikes.Gateway.Configuration;
using Spikes.Silo.Mail;

namespace Spikes.Silo.Tests.Mail;

public sealed class SmtpMailSenderTests : IAsyncDisposable
{
    private readonly SmtpSink _server = new();
    private readonly FakeTimeProvider _time = new(MailSamples.Noon);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Send_ServerAccepts_HandsTheMailOver()
    {
        Assert.Equal(SendResult.Sent, await SendAsync());

        using var raw = new MemoryStream(Encoding.Latin1.GetBytes(_server.Mail!));
        using var message = await MimeMessage.LoadAsync(raw, Token);
        Assert.Equal("ann@example.com", message.To.Mailboxes.Single().Address);
        Assert.Contains("/auth/verify?token=" + MailSamples.Token, message.TextBody);
        Assert.Contains(_server.Commands, command => command.StartsWith("RCPT TO:<ann@example.com>", StringComparison.Ordinal));
        Assert.DoesNotContain(_server.Commands, command => command.StartsWith("AUTH", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Send_UserIsSet_SignsIn()
    {
        Assert.Equal(SendResult.Sent, await SendAsync(options => (options.User, options.Password) = ("ann", "secret")));

        Assert.Contains(_server.Commands, command => command.StartsWith("AUTH PLAIN", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("MAIL", "451 later")]
    [InlineData("RCPT", "450 greylisted")]
    [InlineData("DATA", "421 shutting down")]
    [InlineData("END", "452 full")]
    public async Task Send_TemporaryRefusal_TriesLater(string verb, string answer)
    {
        _server.Answers[verb] = answer;

        Assert.Equal(SendResult.TryLater, await SendAsync());
        Assert.Null(_server.Mail);
    }

    [Fact]
    public async Task Send_ServerRefusesOurSender_TriesLater()
    {
        _server.Answers["MAIL"] = "550 sender unknown";

        Assert.Equal(SendResult.TryLater, await SendAsync());
    }

    [Theory]
    [InlineData("CONNECT", "554 nobody is served here")]
    [InlineData("AUTH", "535 wrong password")]
    public async Task Send_ServerRefusesUsAltogether_TriesLater(string verb, string answer)
    {
        _server.Answers[verb] = answer;
        Task<SendResult> Send() => SendAsync(options => (options.User, options.Password) = ("ann", "secret"));

        if (verb == "AUTH")
            await Assert.ThrowsAsync<MailKit.Security.AuthenticationException>(Send);
        else
            Assert.Equal(SendResult.TryLater, await Send());
    }

    [Theory]
    [InlineData("RCPT", "550 no such user")]
    [InlineData("DATA", "554 no")]
    [InlineData("END", "554 spam")]
    public async Task Send_PermanentRefusal_IsFinal(string verb, string answer)
    {
        _server.Answers[verb] = answer;

        Assert.Equal(SendResult.Refused, await SendAsync());
    }

    [Theory]
    [InlineData("CONNECT")]
    [InlineData("EHLO")]
    [InlineData("END")]
    public async Task Send_SilentServer_TriesLaterAfterTheTimeout(string verb)
    {
        _server.Answers[verb] = "";
        var sending = SendAsync();

        await Eventually.IsTrueAsync("the attempt ends", () => Advance() && sending.IsCompleted);

        Assert.Equal(SendResult.TryLater, await sending);
        Assert.InRange(_time.GetUtcNow() - MailSamples.Noon, SmtpMailSender.Timeout, TimeSpan.FromHours(1));
    }

    [Fact]
    public async Task Send_ServerIsRudeAfterTaking_CountsAsSent()
    {
        _server.Answers["QUIT"] = "500 what?";

        Assert.Equal(SendResult.Sent, await SendAsync());
    }

    [Fact]
    public async Task Send_NobodyListens_Throws()
    {
        int port;
        await using (var gone = new SmtpSink())
            port = gone.Port;

        await Assert.ThrowsAnyAsync<Exception>(() => SendAsync(options => options.Port = port));
    }

    [Fact]
    public async Task Send_TlsIsRequiredAndMissing_SendsNothing()
    {
        await Assert.ThrowsAsync<NotSupportedException>(() => SendAsync(options =>
            (options.Security, options.User, options.Password) = (SmtpSecurity.StartTls, "ann", "secret")));

        AssertNothingWasSaid();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Send_CertificateThatNobodyTrusts_SendsNothing(bool startsPlain)
    {
        var security = _server.Security = startsPlain ? SmtpSecurity.StartTls : SmtpSecurity.Tls;

        await Assert.ThrowsAsync<MailKit.Security.SslHandshakeException>(() => SendAsync(options =>
            (options.Security, options.User, options.Password) = (security, "ann", "secret")));

        AssertNothingWasSaid();
        Assert.Equal(startsPlain, _server.Commands.Contains("STARTTLS"));
    }

    [Fact]
    public async Task Send_ProcessStops_IsCancelled()
    {
        _server.Answers["CONNECT"] = "";
        using var stop = new CancellationTokenSource();
        var sending = SendAsync(cancellationToken: stop.Token);

        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => sending);
    }

    private void AssertNothingWasSaid() => Assert.DoesNotContain(
        _server.Commands, command => command.Split(' ')[0] is "MAIL" or "RCPT" or "DATA" or "AUTH");

    public async ValueTask DisposeAsync() => await _server.DisposeAsync();

    private bool Advance()
    {
        _time.Advance(TimeSpan.FromSeconds(1));
        return true;
    }

    private async Task<SendResult> SendAsync(Action<SmtpOptions>? configure = null, CancellationToken? cancellationToken = null)
    {
        var options = new SmtpOptions { Host = "127.0.0.1", Port = _server.Port, Security = SmtpSecurity.None };
        configure?.Invoke(options);
        var from = new MailboxAddress("Spikes", "spikes@example.com");
        using var message = SignInMail.Write(MailSamples.Login(), MailSamples.Token, MailSamples.PublicUrl, from, MailSamples.Noon)!;
        return await new SmtpMailSender(options, _time, NullLogger<SmtpMailSender>.Instance).SendAsync(message, cancellationToken ?? Token);
    }
}
