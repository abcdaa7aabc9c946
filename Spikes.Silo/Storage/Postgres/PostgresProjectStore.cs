using Spikes.Grains.Interfaces.Outcomes;
using Spikes.Grains.Interfaces.Projects;
using Spikes.Grains.Interfaces.Users;
using Spikes.Grains.Storage;

namespace Spikes.Silo.Storage.Postgres;

/// <summary>Rows of projects in PostgreSQL.</summary>
internal sealed class PostgresProjectStore(PostgresDatabase database) : IProjectStore
{
    /// <inheritdoc/>
    public Task<Outcome<ProjectRow>> RegisterAsync(ProjectRow row, CancellationToken cancellationToken) =>
        database.WriteAsync((sql, token) => PostgresProjectRows.RegisterAsync(sql, row, database.Breaker.Succeed, token), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<Outcome<ProjectRow>> FindAsync(string projectId, CancellationToken cancellationToken) => database.ReadAsync(
        async (sql, token) => ProjectRecords.Found(await PostgresProjectRows.FindAsync(sql, projectId, token)), cancellationToken);

    /// <inheritdoc/>
    public Task<Outcome<ProjectRow>> SetOriginsAsync(
        string projectId, AccountId owner, IReadOnlyList<string> origins, CancellationToken cancellationToken) => database.WriteAsync(
            async (sql, token) => ProjectRecords.Found(await sql.SingleAsync(
                "UPDATE projects SET allowed_origins = $3 WHERE id = $1 AND owner = $2 RETURNING " + ProjectRecords.Columns,
                ProjectRecords.Read,
                token,
                projectId,
                owner.Value,
                ProjectRecords.Join(origins))),
            cancellationToken);

    /// <inheritdoc/>
    public ValueTask<Outcome<ProjectList>> ListAsync(AccountId owner, long skip, int maxRows, CancellationToken cancellationToken) =>
        database.ReadAsync<ProjectList>(
            async (sql, token) => await PostgresProjectRows.ListAsync(sql, owner, skip, maxRows, token), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<Outcome<ProjectSummary>> FindAsync(AccountId owner, string key, CancellationToken cancellationToken) =>
        PostgresText.CanHold(key)
            ? database.ReadAsync((sql, token) => PostgresProjectRows.FindAsync(sql, owner, key, token), cancellationToken)
            : new(ProjectRecords.NotFound);
}
