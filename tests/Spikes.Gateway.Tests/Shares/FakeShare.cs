using Spikes.Grains.Interfaces.Outcomes;
using Spikes.Grains.Interfaces.Shares;
using Spikes.Grains.Interfaces.Spikes;
using Spikes.Grains.Interfaces.Users;

namespace Spikes.Gateway.Tests.Shares;

/// <summary>A share of which a test needs only what it overrides.</summary>
internal class FakeShare : IShareGrain
{
    public long Version { get; set; } = 1;

    public virtual ValueTask<long> GetVersionAsync(CancellationToken cancellationToken) => new(Version);

    public ValueTask RenewVersionAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

    public virtual ValueTask<Outcome<SubmittedSpike>> SubmitAsync(SubmitSpike command, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public Task<Outcome<ResolvedSpike>> ResolveSpikeAsync(string spikeId, bool resolved, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public Task<Outcome<Done>> DeleteSpikeAsync(string spikeId, CancellationToken cancellationToken) => throw new NotSupportedException();

    public virtual Task<Outcome<ShareSummary>> DeleteAsync(AccountId owner, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public virtual Task<bool> PurgeAsync(CancellationToken cancellationToken) => throw new NotSupportedException();
}
