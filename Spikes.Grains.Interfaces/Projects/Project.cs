using Spikes.Grains.Interfaces.Users;

namespace Spikes.Grains.Interfaces.Projects;

/// <summary>A registered project key.</summary>
/// <param name="Id">UUID in lower case.</param>
/// <param name="Key">1 to 200 UTF-16 units, without control characters.</param>
/// <param name="AllowedOrigins">
/// At most 50, each <c>http(s)://host[:port]</c> in lower case without a default port, or <c>null</c>; empty lets every origin pass.
/// </param>
/// <param name="CreatedAt">When it was registered.</param>
[GenerateSerializer, Immutable, Alias("spikes.project")]
public sealed record Project(
    [property: Id(0)] string Id,
    [property: Id(1)] string Key,
    [property: Id(2)] IReadOnlyList<string> AllowedOrigins,
    [property: Id(3)] DateTimeOffset CreatedAt);

/// <summary>Asks for a key to become a project.</summary>
/// <param name="Owner">The user who owns it.</param>
/// <param name="Key">As in <see cref="Project"/>.</param>
/// <param name="AllowedOrigins">As in <see cref="Project"/>.</param>
[GenerateSerializer, Immutable, Alias("spikes.register-project")]
public sealed record RegisterProject(
    [property: Id(0)] AccountId Owner, [property: Id(1)] string Key, [property: Id(2)] IReadOnlyList<string> AllowedOrigins);

/// <summary>A project as its owner sees it in a list.</summary>
/// <param name="Project">The project.</param>
/// <param name="SpikeCount">The spikes stored now.</param>
/// <param name="LastActivity">The receive time of the newest of them, or null.</param>
[GenerateSerializer, Immutable, Alias("spikes.project-summary")]
public sealed record ProjectSummary(
    [property: Id(0)] Project Project, [property: Id(1)] long SpikeCount, [property: Id(2)] DateTimeOffset? LastActivity);

/// <summary>One page of an owner's projects.</summary>
/// <param name="Projects">Newest first.</param>
/// <param name="Total">How many the owner has.</param>
[GenerateSerializer, Immutable, Alias("spikes.project-list")]
public sealed record ProjectList([property: Id(0)] IReadOnlyList<ProjectSummary> Projects, [property: Id(1)] long Total);
