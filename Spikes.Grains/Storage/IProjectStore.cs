using Spikes.Grains.Interfaces.Outcomes;
using Spikes.Grains.Interfaces.Projects;
using Spikes.Grains.Interfaces.Users;

namespace Spikes.Grains.Storage;

/// <summary>Rows of registered projects. Refusals and outages are values: no method throws a driver's exception.</summary>
public interface IProjectStore
{
    /// <summary>The most projects of one page.</summary>
    const int MaxListed = 100;

    /// <summary>
    /// Registers a key and takes over the spikes that are stored under it, in one transaction; <see cref="ErrorCode.ProjectExists"/> when
    /// a share or a project has the name, a share had it as its id, or it is reserved. The same row again gives the row that is stored. The key
    /// comes as <see cref="StoreName.Comparable"/> makes it.
    /// </summary>
    Task<Outcome<ProjectRow>> RegisterAsync(ProjectRow row, CancellationToken cancellationToken);

    /// <summary>A project by its id; <see cref="ErrorCode.ProjectNotFound"/>.</summary>
    ValueTask<Outcome<ProjectRow>> FindAsync(string projectId, CancellationToken cancellationToken);

    /// <summary>Replaces the allowed origins of an owner's project; <see cref="ErrorCode.ProjectNotFound"/>.</summary>
    Task<Outcome<ProjectRow>> SetOriginsAsync(
        string projectId, AccountId owner, IReadOnlyList<string> origins, CancellationToken cancellationToken);

    /// <summary>One page of an owner's projects, newest first, at most <see cref="MaxListed"/>.</summary>
    ValueTask<Outcome<ProjectList>> ListAsync(AccountId owner, long skip, int maxRows, CancellationToken cancellationToken);

    /// <summary>An owner's project by its key, as <see cref="StoreName.Comparable"/> makes it; <see cref="ErrorCode.ProjectNotFound"/>.</summary>
    ValueTask<Outcome<ProjectSummary>> FindAsync(AccountId owner, string key, CancellationToken cancellationToken);
}

/// <summary>A stored project.</summary>
/// <param name="Project">The project.</param>
/// <param name="Owner">The user who owns it.</param>
public sealed record ProjectRow(Project Project, AccountId Owner);
