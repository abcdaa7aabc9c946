using Spikes.Grains.Interfaces.Outcomes;
using Spikes.Grains.Interfaces.Users;
using Spikes.Grains.Storage;

namespace Spikes.Silo.Storage.Sqlite;

/// <summary>Rows of API keys in SQLite.</summary>
internal sealed class SqliteApiKeyStore(SqliteWriter writer, SqliteReaders readers) : IApiKeyStore
{
    private const string Returning = " RETURNING " + ApiKeyRecords.Columns;

    /// <inheritdoc/>
    public Task<Outcome<Done>> AddAsync(ApiKeyRow row, CancellationToken cancellationToken) => writer.WriteAsync(
        session =>
        {
            var added = session.Execute(
                "INSERT INTO api_keys (key_id, hash, prefix, name, scope, monthly_cap_cents, owner, created_at, expires_at) "
                + "VALUES (@id, @hash, @prefix, @name, @scope, @cap, @owner, @created, @expires) ON CONFLICT DO NOTHING",
                ("@id", row.Key.KeyId),
                ("@hash", row.Hash),
                ("@prefix", row.Key.Prefix),
                ("@name", row.Key.Name),
                ("@scope", (int)row.Key.Scope),
                ("@cap", row.Key.MonthlyCapCents),
                ("@owner", row.Owner?.Value),
                ("@created", row.Key.CreatedAt.ToUnixTimeMilliseconds()),
                ("@expires", row.Key.ExpiresAt?.ToUnixTimeMilliseconds()));
            return added == 1 ? Done.Value : (Outcome<Done>)Refusal.Unavailable;
        },
        cancellationToken);

    /// <inheritdoc/>
    public ValueTask<Outcome<ApiKeyRow>> FindAsync(string keyId, CancellationToken cancellationToken) =>
        readers.ReadAsync(session => ApiKeyRecords.Found(session.Single(
            "SELECT " + ApiKeyRecords.Columns + " FROM api_keys WHERE key_id = @id", ApiKeyRecords.Read, ("@id", keyId))));

    /// <inheritdoc/>
    public ValueTask<Outcome<ApiKeyList>> ListAsync(AccountId owner, CancellationToken cancellationToken) => readers.ReadAsync<ApiKeyList>(
        session => new ApiKeyList(session.List(
            "SELECT " + ApiKeyRecords.Columns + " FROM api_keys WHERE owner = @owner ORDER BY created_at DESC, key_id DESC LIMIT @max",
            row => ApiKeyRecords.Read(row).Key,
            ("@owner", owner.Value),
            ("@max", IApiKeyStore.MaxListed))));

    /// <inheritdoc/>
    public Task<Outcome<ApiKeyRow>> SetCapAsync(string keyId, int? cents, CancellationToken cancellationToken) => writer.WriteAsync(
        session => ApiKeyRecords.Found(session.Single(
            "UPDATE api_keys SET monthly_cap_cents = @cap WHERE key_id = @id" + Returning, ApiKeyRecords.Read, ("@cap", cents), ("@id", keyId))),
        cancellationToken);

    /// <inheritdoc/>
    public Task<Outcome<ApiKeyRow>> RevokeAsync(string keyId, DateTimeOffset now, CancellationToken cancellationToken) => writer.WriteAsync(
        session => ApiKeyRecords.Found(session.Single(
            "UPDATE api_keys SET revoked_at = coalesce(revoked_at, @now) WHERE key_id = @id" + Returning,
            ApiKeyRecords.Read,
            ("@now", now.ToUnixTimeMilliseconds()),
            ("@id", keyId))),
        cancellationToken);

    /// <inheritdoc/>
    public Task<Outcome<ApiKeyRow>> LinkAsync(string keyId, AccountId user, CancellationToken cancellationToken) =>
        writer.WriteAsync(session => Link(session, keyId, user), cancellationToken);

    /// <inheritdoc/>
    public Task<Outcome<Done>> TouchAsync(string keyId, DateTimeOffset now, CancellationToken cancellationToken) => writer.WriteAsync<Done>(
        session =>
        {
            session.Execute(
                "UPDATE api_keys SET last_used_at = @now WHERE key_id = @id", ("@now", now.ToUnixTimeMilliseconds()), ("@id", keyId));
            return Done.Value;
        },
        cancellationToken);

    private static Outcome<ApiKeyRow> Link(SqliteSession session, string keyId, AccountId user)
    {
        var row = session.Single(
            "UPDATE api_keys SET owner = @user WHERE key_id = @id AND revoked_at IS NULL AND (owner IS NULL OR owner = @user)" + Returning,
            ApiKeyRecords.Read,
            ("@user", user.Value),
            ("@id", keyId));
        if (row is null) return ApiKeyRecords.NotFound;

        var key = AccountId.Key(keyId).Value;
        ShareRows.Move(session, key, user.Value);
        session.Execute("UPDATE spikes SET owner = @user WHERE owner = @key", ("@user", user.Value), ("@key", key));
        session.Execute("UPDATE spikes SET submitter = @user WHERE submitter = @key", ("@user", user.Value), ("@key", key));
        return row;
    }
}
