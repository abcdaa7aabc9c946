using Microsoft.Extensions.Time.Testing;
using MimeKit;
using Spikes.Silo.Mail;

namespace Spikes.Silo.Tests.Mail;

public sealed class CapturedMailsTests : IDisposable
{
    private const string Id = "20260115T120000000Z-0a1b2c3d";

    private readonly TestDirectory _directory = new();
    private readonly FakeTimeProvider _time = new(MailSamples.Noon);

    private CapturedMails Mails => new(_directory["mail"]);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task List_NoFolderYet_IsEmpty() => Assert.Empty(await Mails.ListAsync(Token));

    [Fact]
    public async Task List_SentMails_NewestFirst()
    {
        await SendAsync("first@example.com");
        _time.Advance(TimeSpan.FromMilliseconds(1));
        await SendAsync("second@example.com");

        var mails = await Mails.ListAsync(Token);

        Assert.Equal(["second@example.com", "first@example.com"], mails.Select(mail => mail.To));
        Assert.Equal(MailSamples.Noon, mails[1].CreatedAt);
        Assert.Equal("Your sign-in link for Spikes", mails[1].Subject);
        Assert.Contains(MailSamples.Token, mails[1].Text);
    }

    [Fact]
    public async Task Send_Mail_IsOnePrivateFileThatCanBeOpened()
    {
        await SendAsync("ann@example.com");

        var file = Assert.Single(Directory.GetFileSystemEntries(_directory["mail"]));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
        await using var raw = Mails.Open(Path.GetFileNameWithoutExtension(file));
        using var message = await MimeMessage.LoadAsync(raw!, Token);
        Assert.Equal("ann@example.com", message.To.Mailboxes.Single().Address);
    }

    [Fact]
    public async Task List_MoreThanTheLimit_ListsTheNewest()
    {
        for (var count = 0; count < CapturedMails.MostListed + 5; count++)
        {
            await SendAsync($"a{count}@example.com");
            _time.Advance(TimeSpan.FromSeconds(1));
        }

        var mails = await Mails.ListAsync(Token);

        Assert.Equal(CapturedMails.MostListed, mails.Count);
        Assert.Equal($"a{CapturedMails.MostListed + 4}@example.com", mails[0].To);
    }

    [Theory]
    [InlineData("notes.eml")]
    [InlineData(Id + ".txt")]
    [InlineData(Id + ".eml.0123.tmp")]
    [InlineData("x" + Id + ".eml")]
    [InlineData("20261315T120000000Z-0a1b2c3d.eml")]
    public async Task List_OtherFiles_AreIgnored(string name)
    {
        Directory.CreateDirectory(_directory["mail"]);
        _directory.WriteFile("mail/" + name, "Subject: hi\r\n\r\nhi");

        Assert.Empty(await Mails.ListAsync(Token));
        Assert.Null(Mails.Open(Path.GetFileNameWithoutExtension(name)));
    }

    [Fact]
    public async Task List_SymbolicLink_IsIgnored()
    {
        Directory.CreateDirectory(_directory["mail"]);
        File.CreateSymbolicLink(_directory[$"mail/{Id}.eml"], _directory.WriteFile("secret", "Subject: hi\r\n\r\nhi"));

        Assert.Empty(await Mails.ListAsync(Token));
        Assert.Null(Mails.Open(Id));
    }

    [Fact]
    public async Task List_FileThatIsNoMail_DoesNotFail()
    {
        Directory.CreateDirectory(_directory["mail"]);
        _directory.WriteFile($"mail/{Id}.eml", "\0\u0001 no mail at all");
        await SendAsync("ann@example.com");

        Assert.Contains(await Mails.ListAsync(Token), mail => mail.To == "ann@example.com");
    }

    [Theory]
    [InlineData("")]
    [InlineData("..")]
    [InlineData("../admin-token")]
    [InlineData(Id)]
    [InlineData(Id + "\n")]
    [InlineData(Id + "/../" + Id)]
    [InlineData("20260115T120000000Z-0A1B2C3D")]
    public void Open_AnythingElse_IsNull(string id) => Assert.Null(Mails.Open(id));

    public void Dispose() => _directory.Dispose();

    private async Task SendAsync(string email)
    {
        var from = new MailboxAddress("Spikes", "spikes@localhost");
        using var message = SignInMail.Write(MailSamples.Login(email), MailSamples.Token, MailSamples.PublicUrl, from, _time.GetUtcNow())!;
        Assert.Equal(SendResult.Sent, await new PickupMailSender(_directory["mail"], _time).SendAsync(message, Token));
    }
}
