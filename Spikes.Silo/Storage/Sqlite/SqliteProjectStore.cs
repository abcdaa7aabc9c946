using Spikes.Grains.Interfaces.Outcomes;
using Spikes.Grains.Interfaces.Projects;
using Spikes.Grains.Interfaces.Users;
using Spikes.Grains.Storage;

namespace Spikes.Silo.Storage.Sqlite;

/// <summary>Rows of projects in SQLite.</summary>
internal sealed class SqliteProjectStore(SqliteWriter writer, SqliteReaders readers) : IProjectStore
{
    /// <inheritdoc/>
    public Task<Outcome<ProjectRow>> RegisterAsync(ProjectRow row, CancellationToken cancellationToken) =>
        writer.WriteAsync(session => ProjectRows.Register(session, row), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<Outcome<ProjectRow>> FindAsync(string projectId, CancellationToken cancellationToken) =>
        readers.ReadAsync(session => ProjectRecords.Found(ProjectRows.Find(session, projectId)));

    /// <inheritdoc/>
    public Task<Outcome<ProjectRow>> SetOriginsAsync(
        string projectId, AccountId owner, IReadOnlyList<string> origins, CancellationToken cancellationToken) =>
        writer.WriteAsync(session => ProjectRows.SetOrigins(session, projectId, owner, origins), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<Outcome<ProjectList>> ListAsync(AccountId owner, long skip, int maxRows, CancellationToken cancellationToken) =>
        readers.ReadAsync<ProjectList>(session => ProjectRows.List(session, owner, skip, maxRows));

    /// <inheritdoc/>
    public ValueTask<Outcome<ProjectSummary>> FindAsync(AccountId owner, string key, CancellationToken cancellationToken) =>
        readers.ReadAsync(session => ProjectRows.Find(session, owner, key));
}
