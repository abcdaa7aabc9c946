using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Spikes.Silo.Mail;

/// <summary>Sends what waits in the outbox. Requests only queue; nothing here can slow or fail them.</summary>
internal sealed partial class MailPump(
    IMailQueue queue, MailDelivery delivery, TimeProvider time, IHostApplicationLifetime lifetime, ILogger<MailPump> logger) : BackgroundService
{
    /// <summary>The longest it sleeps, so that a retry is at most this late.</summary>
    public static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(5);

    private const int BatchSize = 32;

    /// <summary>Mails under way at once, so that one silent server connection does not hold up all others.</summary>
    private const int Lanes = 4;

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
            var lanes = new ParallelOptions { MaxDegreeOfParallelism = Lanes, CancellationToken = cancellationToken };
            await Parallel.ForEachAsync(due, lanes, async (mail, token) => await delivery.DeliverAsync(mail, token));
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            LogQueueFailed(exception);
            await Task.Delay(LongestWait, time, cancellationToken);
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The mail queue does not answer; it is tried again")]
    private partial void LogQueueFailed(Exception exception);
}
