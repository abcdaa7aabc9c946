using System.Collections.Concurrent;
using Spikes.Grains.Interfaces.Outcomes;
using Spikes.Grains.Interfaces.Projects;
using Spikes.Grains.Interfaces.Users;
using Spikes.Grains.Storage;

namespace Spikes.Grains.Tests.Cluster;

/// <summary>Projects in memory.</summary>
internal sealed class FakeProjectStore : IProjectStore
{
    private static readonly Refusal NotFound = new(ErrorCode.ProjectNotFound, "Project not found");

    private readonly ConcurrentDictionary<string, byte> _away = new();

    public ConcurrentDictionary<string, ProjectRow> Rows { get; } = new();

    /// <summary>How often each project was read.</summary>
    public ConcurrentDictionary<string, int> Reads { get; } = new();

    /// <summary>What <see cref="ListAsync"/> was asked, by owner.</summary>
    public ConcurrentDictionary<AccountId, (long Skip, int MaxRows)> Lists { get; } = new();

    /// <summary>Lets every call about a project fail until the answer is disposed.</summary>
    public IDisposable Fail(string projectId)
    {
        _away[projectId] = 0;
        return new Back(() => _away.TryRemove(projectId, out _));
    }

    /// <summary>Projects whose next registration is kept, while its answer is lost.</summary>
    public ConcurrentDictionary<string, byte> LostAnswers { get; } = new();

    public Task<Outcome<ProjectRow>> RegisterAsync(ProjectRow row, CancellationToken cancellationToken)
    {
        var id = row.Project.Id;
        if (LostAnswers.TryRemove(id, out _))
        {
            Rows[id] = row;
            return Task.FromResult<Outcome<ProjectRow>>(Refusal.Unavailable);
        }

        if (_away.ContainsKey(id)) return Task.FromResult<Outcome<ProjectRow>>(Refusal.Unavailable);

        var holder = Rows.Values.FirstOrDefault(other => other.Project.Key == row.Project.Key);
        if (holder is not null && holder.Project.Id != id)
            return Task.FromResult<Outcome<ProjectRow>>(new Refusal(ErrorCode.ProjectExists, "Taken"));
        return Task.FromResult<Outcome<ProjectRow>>(Rows.GetOrAdd(id, row));
    }

    public ValueTask<Outcome<ProjectRow>> FindAsync(string projectId, CancellationToken cancellationToken)
    {
        Reads.AddOrUpdate(projectId, 1, (_, count) => count + 1);
        return new(_away.ContainsKey(projectId) ? Refusal.Unavailable : Rows.TryGetValue(projectId, out var row) ? row : NotFound);
    }

    public Task<Outcome<ProjectRow>> SetOriginsAsync(
        string projectId, AccountId owner, IReadOnlyList<string> origins, CancellationToken cancellationToken)
    {
        if (_away.ContainsKey(projectId)) return Task.FromResult<Outcome<ProjectRow>>(Refusal.Unavailable);
        if (!Rows.TryGetValue(projectId, out var row) || row.Owner != owner) return Task.FromResult<Outcome<ProjectRow>>(NotFound);

        return Task.FromResult<Outcome<ProjectRow>>(Rows[projectId] = row with { Project = row.Project with { AllowedOrigins = origins } });
    }

    public ValueTask<Outcome<ProjectList>> ListAsync(AccountId owner, long skip, int maxRows, CancellationToken cancellationToken)
    {
        Lists[owner] = (skip, maxRows);
        ProjectSummary[] own = [.. Rows.Values.Where(row => row.Owner == owner).Select(row => new ProjectSummary(row.Project, 0, null))];
        return new(new ProjectList(own, own.Length));
    }

    public ValueTask<Outcome<ProjectSummary>> FindAsync(AccountId owner, string key, CancellationToken cancellationToken)
    {
        var row = Rows.Values.FirstOrDefault(row => row.Owner == owner && row.Project.Key == key);
        return new(row is null ? NotFound : new ProjectSummary(row.Project, 0, null));
    }

    private sealed class Back(Action action) : IDisposable
    {
        public void Dispose() => action();
    }
}
