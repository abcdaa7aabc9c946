using Spikes.Grains.Interfaces.Users;
using Spikes.Grains.Storage;
using Spikes.Silo.Mail;
using Spikes.Silo.Storage.Sqlite;

namespace Spikes.Silo.Tests.Storage;

public sealed class SqliteMailOutboxTests : IAsyncLifetime
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(5);

    private SqliteHarness _storage = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private DateTimeOffset Now => _storage.Time.GetUtcNow();

    public async ValueTask InitializeAsync() => _storage = await SqliteHarness.OpenAsync();

    public async ValueTask DisposeAsync() => await _storage.DisposeAsync();

    [Fact]
    public async Task TakeDue_QueuedMails_AreWholeInOrderAndStayUntilSent()
    {
        var first = await EnqueueAsync("a@example.com", SignInPurpose.Recovery);
        var second = await EnqueueAsync("b@example.com", SignInPurpose.Login);
        await _storage.ReopenAsync();

        var due = await TakeAsync();
        Assert.Equal([first, second], due.Select(mail => mail.Mail));
        Assert.Equal([0, 0], due.Select(mail => mail.Attempts));
        Assert.Single(await TakeAsync(max: 1));
        await _storage.Mails.MarkSentAsync(due[0].Id, Token);
        Assert.Equal([second], (await TakeAsync()).Select(mail => mail.Mail));
    }

    [Fact]
    public async Task RetryLater_Mail_WaitsAndCountsTheAttempt()
    {
        await EnqueueAsync("a@example.com", SignInPurpose.Login);
        var mail = Assert.Single(await TakeAsync());
        await _storage.Mails.RetryLaterAsync(mail.Id, Now.AddSeconds(30), Token);

        Assert.Empty(await TakeAsync());
        _storage.Time.Advance(TimeSpan.FromSeconds(30));
        Assert.Equal(1, Assert.Single(await TakeAsync()).Attempts);
    }

    [Fact]
    public async Task Wait_AfterEnqueue_ReturnsOnceForAnyNumberOfMails()
    {
        await EnqueueAsync("a@example.com", SignInPurpose.Login);
        await EnqueueAsync("b@example.com", SignInPurpose.Login);
        await _storage.Mails.WaitAsync(Longest, Token);
        var next = _storage.Mails.WaitAsync(Longest, Token);

        Assert.False(next.IsCompleted);
        await EnqueueAsync("c@example.com", SignInPurpose.Login);
        await next;
    }

    [Fact]
    public async Task Wait_WithoutMail_ReturnsAfterTheLongestWait()
    {
        var wait = _storage.Mails.WaitAsync(Longest, Token);
        Assert.False(wait.IsCompleted);
        _storage.Time.Advance(Longest);
        await wait;
    }

    [Fact]
    public async Task Enqueue_Full_IsUnavailable()
    {
        await _storage.ExecuteAsync(session => session.Execute(
            "WITH RECURSIVE n (i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n WHERE i < @count) INSERT INTO mail_outbox "
            + "(email, purpose, client_address, requested_at, next_attempt_at) SELECT 'a', 1, 'c', 0, 0 FROM n",
            ("@count", SqliteMailOutbox.MaxMails)));

        Assert.Equal(
            ErrorCode.Unavailable,
            (await _storage.Mails.EnqueueAsync(new QueuedMail("a@example.com", SignInPurpose.Login, "::1", Now), Token)).Code());
    }

    private async Task<QueuedMail> EnqueueAsync(string email, SignInPurpose purpose)
    {
        var mail = new QueuedMail(email, purpose, "2001:db8::1", Now);
        (await _storage.Mails.EnqueueAsync(mail, Token)).Value();
        return mail;
    }

    private Task<IReadOnlyList<DueMail>> TakeAsync(int max = 100) => _storage.Mails.TakeDueAsync(Now, max, Token);
}
