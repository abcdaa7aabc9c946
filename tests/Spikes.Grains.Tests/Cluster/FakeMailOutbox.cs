using System.Collections.Concurrent;
using Spikes.Grains.Interfaces.Outcomes;
using Spikes.Grains.Interfaces.Users;
using Spikes.Grains.Storage;

namespace Spikes.Grains.Tests.Cluster;

internal sealed class FakeMailOutbox : IMailOutbox
{
    public ConcurrentQueue<QueuedMail> Mails { get; } = new();

    public Task<Outcome<Done>> EnqueueAsync(QueuedMail mail, CancellationToken cancellationToken)
    {
        Mails.Enqueue(mail);
        return Task.FromResult<Outcome<Done>>(Done.Value);
    }
}
