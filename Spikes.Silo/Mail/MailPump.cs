using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Spikes.Silo.Mail;

/// <summary>Sends what waits in the outbox. Requests only queue; nothing here can slow or fail them.</summary>
internal sealed partial class MailPump(
    IMailQueue queue, MailDelivery delivery, TimeProvider time, IHostApplicationLifetime lifetime, ILogger<MailPump> logger) : BackgroundService
{
    /// <summary>How long it rests when the queue does not answer.</summary>
    public static readonly TimeSpan Rest = TimeSpan.FromSeconds(5);

    private const int BatchSize = 32;

    /// <summary>Mails under way at once, so that one silent server connection does not hold up all others.</summary>
    private const int Lanes = 4;

    /// <summary>The most that an attempt comes later than its time.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await StartedAsync(stoppingToken);
            while (true)
                await RoundAsync(stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
        }
    }

    /// <summary>Mails name the public address, which is known once the server listens.</summary>
    private async Task StartedAsync(CancellationToken cancellationToken)
    {
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registration = lifetime.ApplicationStarted.Register(started.SetResult);
        await started.Task.WaitAsync(cancellationToken);
    }

    private async Task RoundAsync(CancellationToken cancellationToken)
    {
        try
        {
            var due = await queue.TakeDueAsync(time.GetUtcNow(), BatchSize, cancellationToken);
            if (due.Count == 0)
                await queue.WaitAsync(LongestWait, cancellationToken);
            else
                await DeliverAsync(due, cancellationToken);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            LogRoundFailed(exception);
            await Task.Delay(Rest, time, cancellationToken);
        }
    }

    private async Task DeliverAsync(IReadOnlyList<DueMail> mails, CancellationToken cancellationToken)
    {
        var lanes = new ParallelOptions { MaxDegreeOfParallelism = Lanes, CancellationToken = cancellationToken };
        // Not the token of the loop: one mail that fails must not cut the others off.
        await Parallel.ForEachAsync(mails, lanes, async (mail, _) => await delivery.DeliverAsync(mail, cancellationToken));
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The mail pump rests after a failure")]
    private partial void LogRoundFailed(Exception exception);
}
