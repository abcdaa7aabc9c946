using Spikes.Grains.Storage;
using Spikes.Silo.Mail;

namespace Spikes.Silo.Tests.Storage;

public sealed class SqliteMailOutboxTests : MailOutboxContract
{
    private protected override IMailOutbox Outbox => Sqlite.Mails;

    private protected override IMailQueue Queue => Sqlite.Mails;

    private SqliteHarness Sqlite => (SqliteHarness)Storage;

    protected override async Task<StorageHarness> OpenAsync() => await SqliteHarness.OpenAsync();

    protected override Task FillAsync(int count) => Sqlite.ExecuteAsync(session => session.Execute(
        "WITH RECURSIVE n (i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n WHERE i < @count) INSERT INTO mail_outbox "
        + "(email, purpose, client_address, requested_at, next_attempt_at) SELECT 'a', 1, 'c', 0, 0 FROM n",
        ("@count", count)));
}
