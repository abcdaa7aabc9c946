using Spikes.Grains.Interfaces.Users;
using Spikes.Grains.Storage;
using Spikes.Silo.Mail;

namespace Spikes.Silo.Tests.Storage;

public sealed class PostgresMailOutboxTests : MailOutboxContract
{
    private protected override IMailOutbox Outbox => Postgres.Mails;

    private protected override IMailQueue Queue => Postgres.Mails;

    private PostgresHarness Postgres => (PostgresHarness)Storage;

    [Fact]
    public async Task TakeDue_PumpsOfTwoProcesses_TakeEveryMailOnce()
    {
        await FillAsync(500);
        var second = await Postgres.OpenSecondAsync();
        IMailQueue[] pumps = [Queue, second.Mails];
        var taken = await Task.WhenAll(pumps.Concat(pumps).Select(pump => Task.Run(() => DrainAsync(pump), Token)));

        Assert.Equal(500, taken.SelectMany(ids => ids).Distinct().Count());
        Assert.Equal(500, taken.Sum(ids => ids.Count));
        await second.CloseAsync();
    }

    [Fact]
    public async Task TakeDue_MailOfADeadPump_ComesBackAfterTheLease()
    {
        var mail = await EnqueueAsync("a@example.com", SignInPurpose.Login);
        Assert.Single(await TakeAsync());
        Storage.Time.Advance(IMailQueue.Lease - TimeSpan.FromMilliseconds(1));
        Assert.Empty(await TakeAsync());
        Storage.Time.Advance(TimeSpan.FromMilliseconds(1));

        var again = Assert.Single(await TakeAsync());
        Assert.Equal((mail, 0), (again.Mail, again.Attempts));
    }

    protected override async Task<StorageHarness> OpenAsync() => await PostgresHarness.OpenAsync();

    protected override Task FillAsync(int count) => Postgres.ScalarAsync(
        "INSERT INTO mail_outbox (email, purpose, client_address, requested_at, next_attempt_at) "
        + "SELECT 'a', 1, 'c', 0, 0 FROM generate_series(1, " + count.ToString(provider: null) + ")");

    private async Task<List<long>> DrainAsync(IMailQueue pump)
    {
        var taken = new List<long>();
        while (await pump.TakeDueAsync(Now, 7, Token) is { Count: > 0 } due) taken.AddRange(due.Select(mail => mail.Id));
        return taken;
    }
}
