using Spikes.Grains.Interfaces.Users;
using Spikes.Grains.Storage;
using Spikes.Silo.Mail;

namespace Spikes.Silo.Tests.Storage;

/// <summary>Mails that wait.</summary>
public abstract class MailOutboxContract : StorageTests
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(5);

    private protected abstract IMailOutbox Outbox { get; }

    private protected abstract IMailQueue Queue { get; }

    protected DateTimeOffset Now => Storage.Time.GetUtcNow();

    [Fact]
    public async Task TakeDue_QueuedMails_AreWholeInOrderAndStayUntilSent()
    {
        var first = await EnqueueAsync("a@example.com", SignInPurpose.Recovery);
        var second = await EnqueueAsync("b@example.com", SignInPurpose.Login);
        await Storage.ReopenAsync();

        var due = await TakeAsync();
        Assert.Equal([first, second], due.Select(mail => mail.Mail));
        Assert.Equal([0, 0], due.Select(mail => mail.Attempts));
        Storage.Time.Advance(IMailQueue.Lease);
        Assert.Equal(first, Assert.Single(await TakeAsync(max: 1)).Mail);
        Storage.Time.Advance(IMailQueue.Lease);
        await Queue.MarkSentAsync(due[0].Id, Token);
        Assert.Equal([second], (await TakeAsync()).Select(mail => mail.Mail));
    }

    [Fact]
    public async Task TakeDue_MailWithASealedText_HasItAgain()
    {
        var mail = new QueuedMail("a@example.com", SignInPurpose.Device, "::1", Now, "sealed");
        (await Outbox.EnqueueAsync(mail, Token)).Value();
        Assert.Equal(mail, Assert.Single(await TakeAsync()).Mail);
    }

    [Fact]
    public async Task RetryLater_Mail_WaitsAndCountsTheAttempt()
    {
        await EnqueueAsync("a@example.com", SignInPurpose.Login);
        var mail = Assert.Single(await TakeAsync());
        await Queue.RetryLaterAsync(mail.Id, Now.AddSeconds(30), Token);

        Assert.Empty(await TakeAsync());
        Storage.Time.Advance(TimeSpan.FromSeconds(30));
        Assert.Equal(1, Assert.Single(await TakeAsync()).Attempts);
    }

    [Fact]
    public async Task Wait_AfterEnqueue_ReturnsOnceForAnyNumberOfMails()
    {
        await EnqueueAsync("a@example.com", SignInPurpose.Login);
        await EnqueueAsync("b@example.com", SignInPurpose.Login);
        await Queue.WaitAsync(Longest, Token);
        var next = Queue.WaitAsync(Longest, Token);

        Assert.False(next.IsCompleted);
        await EnqueueAsync("c@example.com", SignInPurpose.Login);
        await next;
    }

    [Fact]
    public async Task Wait_WithoutMail_ReturnsAfterTheLongestWait()
    {
        var wait = Queue.WaitAsync(Longest, Token);
        Assert.False(wait.IsCompleted);
        Storage.Time.Advance(Longest);
        await wait;
    }

    [Fact]
    public async Task Enqueue_Full_IsUnavailable()
    {
        await FillAsync(IMailQueue.MaxMails);

        Assert.Equal(
            ErrorCode.Unavailable,
            (await Outbox.EnqueueAsync(new QueuedMail("a@example.com", SignInPurpose.Login, "::1", Now), Token)).Code());
    }

    /// <summary>Queues mails past the outbox.</summary>
    protected abstract Task FillAsync(int count);

    protected async Task<QueuedMail> EnqueueAsync(string email, SignInPurpose purpose)
    {
        var mail = new QueuedMail(email, purpose, "2001:db8::1", Now);
        (await Outbox.EnqueueAsync(mail, Token)).Value();
        return mail;
    }

    private protected Task<IReadOnlyList<DueMail>> TakeAsync(int max = 100) => Queue.TakeDueAsync(Now, max, Token);
}
