using Spikes.Grains.Interfaces.Users;
using Spikes.Grains.Storage;
using Spikes.Silo.Mail;

namespace Spikes.Silo.Tests.Mail;

/// <summary>Mails and times for tests.</summary>
internal static class MailSamples
{
    public const string Token = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNO_-";
    public const string PublicUrl = "https://spikes.example.com";

    public static readonly DateTimeOffset Noon = new(2026, 1, 15, 12, 0, 0, TimeSpan.Zero);

    public static QueuedMail Login(string email = "ann@example.com") => new(email, SignInPurpose.Login, "203.0.113.7", Noon);

    public static QueuedMail Recovery(string email = "ann@example.com") => Login(email) with { Purpose = SignInPurpose.Recovery };

    public static DueMail Due(long id = 1, int attempts = 0) => new(id, Login(), attempts);
}
