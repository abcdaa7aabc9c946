using System.Collections.Concurrent;
using System.Threading.Channels;
using MimeKit;
using Spikes.Grains.Storage;
using Spikes.Silo.Mail;

namespace Spikes.Silo.Tests.Mail;

/// <summary>A mail queue in memory that can be told to fail.</summary>
internal sealed class FakeQueue(TimeProvider time) : IMailQueue
{
    private readonly Channel<bool> _changes = Channel.CreateUnbounded<bool>();
    private readonly ConcurrentDictionary<long, (DueMail Mail, DateTimeOffset When)> _rows = new();

    public bool RefusesToMark { get; set; }

    public int FailingTakes { get; set; }

    public IEnumerable<(DueMail Mail, DateTimeOffset When)> Rows => _rows.Values;

    public void Add(DueMail mail)
    {
        _rows[mail.Id] = (mail, mail.Mail.RequestedAt);
        _changes.Writer.TryWrite(true);
    }

    public Task<IReadOnlyList<DueMail>> TakeDueAsync(DateTimeOffset now, int max, CancellationToken cancellationToken)
    {
        if (FailingTakes-- > 0)
            throw new IOException("no queue");
        return Task.FromResult<IReadOnlyList<DueMail>>([.. _rows.Values.Where(row => row.When <= now).Select(row => row.Mail).Take(max)]);
    }

    public Task MarkSentAsync(long id, CancellationToken cancellationToken)
    {
        if (RefusesToMark)
            throw new IOException("disk full");
        _rows.TryRemove(id, out _);
        return Task.CompletedTask;
    }

    public Task RetryLaterAsync(long id, DateTimeOffset when, CancellationToken cancellationToken)
    {
        var (mail, _) = _rows[id];
        _rows[id] = (mail with { Attempts = mail.Attempts + 1 }, when);
        return Task.CompletedTask;
    }

    public async Task WaitAsync(TimeSpan longest, CancellationToken cancellationToken)
    {
        using var alarm = new CancellationTokenSource(longest, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(alarm.Token, cancellationToken);
        try
        {
            await _changes.Reader.ReadAsync(either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
        }
    }
}

/// <summary>A sender that keeps what it gets and answers what it is told.</summary>
internal sealed class FakeSender : IMailSender
{
    private readonly ConcurrentQueue<string> _recipients = new();

    public Func<int, SendResult> Answer { get; set; } = _ => SendResult.Sent;

    public IReadOnlyCollection<string> Recipients => _recipients;

    public Task<SendResult> SendAsync(MimeMessage message, CancellationToken cancellationToken)
    {
        _recipients.Enqueue(message.To.Mailboxes.Single().Address);
        return Task.FromResult(Answer(_recipients.Count));
    }
}

/// <summary>Tokens without grains.</summary>
internal sealed class FakeLinks : ISignInLinks
{
    public SignInLink Answer { get; set; } = new(MailSamples.Token, false);

    public int Asked { get; private set; }

    public Task<SignInLink> MintAsync(QueuedMail mail, CancellationToken cancellationToken)
    {
        Asked++;
        return Task.FromResult(Answer);
    }
}
