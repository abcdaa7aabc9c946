using Spikes.Grains.Interfaces.Users;
using Spikes.Grains.Storage;
using Spikes.Silo.Storage.Sqlite;

namespace Spikes.Silo.Tests.Storage;

public sealed class SqliteMailOutboxTests : IAsyncLifetime
{
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
        Assert.Equal([first, second], due.Mails.Select(mail => mail.Mail));
        Assert.Equal([0, 0], due.Mails.Select(mail => mail.Attempts));
        Assert.Null(due.NextAttemptAt);
        (await _storage.Mails.MarkSentAsync(due.Mails[0].Id, Token)).Value();
        Assert.Equal([second], (await TakeAsync()).Mails.Select(mail => mail.Mail));
        Assert.Single((await TakeAsync(max: 1)).Mails);
    }

    [Fact]
    public async Task RetryLater_Mail_WaitsAndTellsWhen()
    {
        await EnqueueAsync("a@example.com", SignInPurpose.Login);
        var mail = Assert.Single((await TakeAsync()).Mails);
        (await _storage.Mails.RetryLaterAsync(mail.Id, Now.AddSeconds(30), Token)).Value();

        var waiting = await TakeAsync();
        Assert.Empty(waiting.Mails);
        Assert.Equal(Now.AddSeconds(30), waiting.NextAttemptAt);
        _storage.Time.Advance(TimeSpan.FromSeconds(30));
        Assert.Equal(1, Assert.Single((await TakeAsync()).Mails).Attempts);
    }

    [Fact]
    public async Task TakeDue_OlderThanTenMinutes_IsDropped()
    {
        await EnqueueAsync("a@example.com", SignInPurpose.Login);
        _storage.Time.Advance(SqliteMailOutbox.MaxAge);
        Assert.Single((await TakeAsync()).Mails);
        _storage.Time.Advance(TimeSpan.FromMilliseconds(1));

        Assert.Empty((await TakeAsync()).Mails);
        Assert.Equal(0, _storage.CountRows("mail_outbox"));
    }

    [Fact]
    public async Task WaitForChange_AfterEnqueue_ReturnsOnceForAnyNumberOfMails()
    {
        await EnqueueAsync("a@example.com", SignInPurpose.Login);
        await EnqueueAsync("b@example.com", SignInPurpose.Login);
        await _storage.Mails.WaitForChangeAsync(Token);
        var next = _storage.Mails.WaitForChangeAsync(Token);

        Assert.False(next.IsCompleted);
        await EnqueueAsync("c@example.com", SignInPurpose.Login);
        await next;
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

    private async Task<DueMails> TakeAsync(int max = 100) => (await _storage.Mails.TakeDueAsync(Now, max, Token)).Value();
}
