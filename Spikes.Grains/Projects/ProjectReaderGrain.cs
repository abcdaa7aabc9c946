using Orleans.Concurrency;
using Spikes.Grains.Interfaces.Outcomes;
using Spikes.Grains.Interfaces.Projects;
using Spikes.Grains.Interfaces.Users;
using Spikes.Grains.Storage;

namespace Spikes.Grains.Projects;

[GrainType("project-reader"), StatelessWorker(ReaderLimits.Workers), Reentrant]
internal sealed class ProjectReaderGrain(IProjectStore projects) : Grain, IProjectReaderGrain
{
    public ValueTask<Outcome<ProjectList>> ListAsync(AccountId owner, long skip, int maxRows, CancellationToken cancellationToken) =>
        projects.ListAsync(owner, Math.Max(skip, 0), Math.Clamp(maxRows, 1, IProjectStore.MaxListed), cancellationToken);

    public ValueTask<Outcome<ProjectSummary>> FindAsync(AccountId owner, string key, CancellationToken cancellationToken) =>
        projects.FindAsync(owner, StoreName.Comparable(key), cancellationToken);
}
