using Orleans.Concurrency;
using Spikes.Grains.Interfaces.Outcomes;
using Spikes.Grains.Interfaces.Spikes;
using Spikes.Grains.Interfaces.Users;

namespace Spikes.Grains.Interfaces.Projects;

/// <summary>One registered project; key: <see cref="StoreKey.Project"/>. Its spikes are in the store of the same key.</summary>
[Alias("spikes.project-grain"), GrainInterfaceType("spikes.project-grain"), Idempotent]
public interface IProjectGrain : IGrainWithStringKey
{
    /// <summary>
    /// Registers a key under this project's id and takes over the spikes that are stored under it; <see cref="ErrorCode.ProjectExists"/>
    /// when the name is taken or reserved. The sender makes the id, so asking again after a lost answer gives the same project.
    /// </summary>
    [Alias("Register"), ResponseTimeout("00:02:00")]
    Task<Outcome<Project>> RegisterAsync(RegisterProject command, CancellationToken cancellationToken);

    /// <summary>Whether a registration is under way: its silo may have died.</summary>
    [Alias("IsAtWork"), AlwaysInterleave]
    ValueTask<bool> IsAtWorkAsync();

    /// <summary>
    /// Whether pages of an origin may post; <see cref="ErrorCode.OriginNotAllowed"/>. The store decides again when it keeps a spike.
    /// </summary>
    /// <param name="origin">As in <see cref="SubmitSpike.Origin"/>.</param>
    [Alias("AdmitOrigin"), AlwaysInterleave]
    ValueTask<Outcome<Done>> AdmitOriginAsync(string? origin, CancellationToken cancellationToken);

    /// <summary>
    /// Replaces the allowed origins; from the answer on they hold everywhere. <see cref="ErrorCode.ProjectNotFound"/> when it is another
    /// one's.
    /// </summary>
    /// <param name="owner">Who asks.</param>
    /// <param name="origins">As in <see cref="Project.AllowedOrigins"/>.</param>
    [Alias("SetOrigins")]
    Task<Outcome<Project>> SetOriginsAsync(AccountId owner, IReadOnlyList<string> origins, CancellationToken cancellationToken);
}
