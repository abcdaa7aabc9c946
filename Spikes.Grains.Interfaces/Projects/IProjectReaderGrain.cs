using Spikes.Grains.Interfaces.Outcomes;
using Spikes.Grains.Interfaces.Users;

namespace Spikes.Grains.Interfaces.Projects;

/// <summary>Reads projects from the rows; a stateless worker, key <c>reader/projects</c>.</summary>
[Alias("spikes.project-reader"), GrainInterfaceType("spikes.project-reader"), Idempotent]
public interface IProjectReaderGrain : IGrainWithStringKey
{
    /// <summary>The key of this grain: it has no identity.</summary>
    const string Key = "reader/projects";

    /// <summary>One page of an owner's projects, newest first.</summary>
    /// <param name="owner">Whose.</param>
    /// <param name="skip">How many newer ones to leave out, at least 0.</param>
    /// <param name="maxRows">1 to 100.</param>
    [Alias("List")]
    ValueTask<Outcome<ProjectList>> ListAsync(AccountId owner, long skip, int maxRows, CancellationToken cancellationToken);

    /// <summary>An owner's project by its key, exact; <see cref="ErrorCode.ProjectNotFound"/> for unknown and foreign ones.</summary>
    [Alias("Find")]
    ValueTask<Outcome<ProjectSummary>> FindAsync(AccountId owner, string key, CancellationToken cancellationToken);
}
