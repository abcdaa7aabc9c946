using Microsoft.Extensions.Logging;
using Spikes.Grains.Interfaces.Outcomes;
using Spikes.Grains.Interfaces.Projects;
using Spikes.Grains.Interfaces.Users;
using Spikes.Grains.Storage;

namespace Spikes.Grains.Projects;

/// <summary>
/// Remembers the row of its project. What it remembers admits, never refuses: another activation may have changed the row, so a refusal is
/// read anew, and what was admitted wrongly the store refuses in its transaction.
/// </summary>
[GrainType("project"), CollectionAgeLimit(Minutes = 5)]
internal sealed class ProjectGrain(IProjectStore projects, TimeProvider timeProvider, ILogger<ProjectGrain> logger) : Grain, IProjectGrain
{
    private ProjectRow? _row;

    /// <summary>Counts changes of the row: calls about origins interleave with them.</summary>
    private int _changes;

    private readonly Work _work = new();

    private string ProjectId => KeyText.IdOf(this.GetPrimaryKeyString());

    public Task<Outcome<Project>> RegisterAsync(RegisterProject command, CancellationToken cancellationToken) =>
        _work.DoAsync(() => RegisterAsync(command));

    public ValueTask<bool> IsAtWorkAsync() => ValueTask.FromResult(_work.IsUnderWay);

    public async ValueTask<Outcome<Done>> AdmitOriginAsync(string? origin, CancellationToken cancellationToken)
    {
        if (_row is { } known && OriginRules.Admits(known.Project.AllowedOrigins, origin)) return Done.Value;

        var changes = _changes;
        var found = await projects.FindAsync(ProjectId, CancellationToken.None);
        if (!found.IsSuccess(out var row, out var refusal)) return refusal;

        // Read before a change that was made meanwhile, it would be old.
        if (changes == _changes) _row = row;
        return OriginRules.Admits(row.Project.AllowedOrigins, origin) ? Done.Value : OriginRules.NotAllowed;
    }

    public async Task<Outcome<Project>> SetOriginsAsync(AccountId owner, IReadOnlyList<string> origins, CancellationToken cancellationToken)
    {
        var changed = await WriteAsync(() => projects.SetOriginsAsync(ProjectId, owner, origins, CancellationToken.None));
        return changed.IsSuccess(out var row, out var refusal) ? row.Project : refusal;
    }

    private async Task<Outcome<Project>> RegisterAsync(RegisterProject command)
    {
        var key = StoreName.Comparable(command.Key);
        var now = timeProvider.GetUtcNow().ToMilliseconds();
        var row = new ProjectRow(new Project(ProjectId, key, command.AllowedOrigins, now), command.Owner);
        var registered = await WriteAsync(() => projects.RegisterAsync(row, CancellationToken.None));
        // Its answer may have been lost on the way; asked again the rows say what became of it.
        if (registered.Refusal?.Code == ErrorCode.Unavailable)
            registered = await WriteAsync(() => projects.RegisterAsync(row, CancellationToken.None));
        if (!registered.IsSuccess(out var stored, out var refusal))
        {
            // Nobody has this id: refused registrations must not fill the memory.
            DeactivateOnIdle();
            return refusal;
        }

        await StoreNames.RefreshAsync(GrainFactory, logger, key);
        return stored.Project;
    }

    private async Task<Outcome<ProjectRow>> WriteAsync(Func<Task<Outcome<ProjectRow>>> write)
    {
        // Forgotten first: whether a write that fails arrived is unknown, and only the row tells.
        (_row, _changes) = (null, _changes + 1);
        var written = await write();
        _changes++;
        if (written.IsSuccess(out var row, out _)) _row = row;
        return written;
    }
}
