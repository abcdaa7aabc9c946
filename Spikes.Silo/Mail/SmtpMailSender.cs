using MailKit.Net.Smtp;
using MailKit.Security;
using Microsoft.Extensions.Logging;
using MimeKit;
using Spikes.Gateway.Configuration;

namespace Spikes.Silo.Mail;

/// <summary>Hands mails to an SMTP server, one connection each: sign-in mails are rare and must not wait for a dead connection.</summary>
internal sealed partial class SmtpMailSender(SmtpOptions options, TimeProvider time, ILogger<SmtpMailSender> logger) : IMailSender
{
    /// <summary>The longest one attempt may take, from connecting to the server's last word.</summary>
    public static readonly TimeSpan Timeout = TimeSpan.FromSeconds(20);

    private const int LeastPermanentStatus = 500;

    public async Task<SendResult> SendAsync(MimeMessage message, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(Timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        // Asking the certificate's issuer needs a way into the internet that a cluster often does not give.
        using var client = new SmtpClient { CheckCertificateRevocation = false };
        var isAboutMail = false;
        try
        {
            await client.ConnectAsync(options.Host!, options.Port, Security(options.Security), either.Token);
            if (!string.IsNullOrEmpty(options.User))
                await client.AuthenticateAsync(options.User, options.Password ?? "", either.Token);
            isAboutMail = true;
            await client.SendAsync(message, either.Token);
        }
        catch (SmtpCommandException refusal)
        {
            LogRefused((int)refusal.StatusCode);
            // A server that refuses everybody, or our sender, says nothing about this mail.
            var isFinal = isAboutMail && refusal.ErrorCode != SmtpErrorCode.SenderNotAccepted;
            return isFinal && (int)refusal.StatusCode >= LeastPermanentStatus ? SendResult.Refused : SendResult.TryLater;
        }
        catch (OperationCanceledException) when (timeout.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            LogSilent(Timeout.TotalSeconds);
            return SendResult.TryLater;
        }

        await QuitAsync(client, either.Token);
        return SendResult.Sent;
    }

    /// <summary>The mail is accepted already: a server that is rude at the end must not make it go out twice.</summary>
    private static async Task QuitAsync(SmtpClient client, CancellationToken cancellationToken)
    {
        try
        {
            await client.DisconnectAsync(quit: true, cancellationToken);
        }
        catch (Exception exception) when (exception is IOException or OperationCanceledException or SmtpProtocolException or SmtpCommandException)
        {
        }
    }

    private static SecureSocketOptions Security(SmtpSecurity security) => security switch
    {
        SmtpSecurity.StartTls => SecureSocketOptions.StartTls,
        SmtpSecurity.Tls => SecureSocketOptions.SslOnConnect,
        SmtpSecurity.None => SecureSocketOptions.None,
    };

    [LoggerMessage(Level = LogLevel.Warning, Message = "The SMTP server refused a mail with status {Status}")]
    private partial void LogRefused(int status);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The SMTP server did not finish within {Seconds} s")]
    private partial void LogSilent(double seconds);
}
