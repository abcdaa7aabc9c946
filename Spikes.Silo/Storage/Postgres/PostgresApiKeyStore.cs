using Npgsql;
using Spikes.Grains.Interfaces.Outcomes;
using Spikes.Grains.Interfaces.Users;
using Spikes.Grains.Storage;

namespace Spikes.Silo.Storage.Postgres;

/// <summary>Rows of API keys in PostgreSQL.</summary>
internal sealed class PostgresApiKeyStore(PostgresDatabase database) : IApiKeyStore
{
    private const string Returning = " RETURNING " + ApiKeyRecords.Columns;

    /// <inheritdoc/>
    public Task<Outcome<Done>> AddAsync(ApiKeyRow row, CancellationToken cancellationToken) => database.WriteAsync<Done>(
        async (sql, token) =>
        {
            var added = await sql.ExecuteAsync(
                "INSERT INTO api_keys (key_id, hash, prefix, name, scope, monthly_cap_cents, owner, created_at, expires_at) "
                + "VALUES ($1, $2, $3, $4::text, $5, $6::integer, $7::text, $8, $9::bigint) ON CONFLICT DO NOTHING",
                token,
                row.Key.KeyId,
                row.Hash,
                row.Key.Prefix,
                row.Key.Name,
                (int)row.Key.Scope,
                row.Key.MonthlyCapCents,
                row.Owner?.Value,
                row.Key.CreatedAt.ToUnixTimeMilliseconds(),
                row.Key.ExpiresAt?.ToUnixTimeMilliseconds());
            return added == 1 ? Done.Value : Refusal.Unavailable;
        },
        cancellationToken);

    /// <inheritdoc/>
    public ValueTask<Outcome<ApiKeyRow>> FindAsync(string keyId, CancellationToken cancellationToken) => database.ReadAsync(
        async (sql, token) => ApiKeyRecords.Found(await sql.SingleAsync(
            "SELECT " + ApiKeyRecords.Columns + " FROM api_keys WHERE key_id = $1", ApiKeyRecords.Read, token, keyId)),
        cancellationToken);

    /// <inheritdoc/>
    public ValueTask<Outcome<ApiKeyList>> ListAsync(AccountId owner, CancellationToken cancellationToken) => database.ReadAsync<ApiKeyList>(
        async (sql, token) => new ApiKeyList(await sql.ListAsync(
            "SELECT " + ApiKeyRecords.Columns + " FROM api_keys WHERE owner = $1 ORDER BY created_at DESC, key_id DESC LIMIT $2",
            row => ApiKeyRecords.Read(row).Key,
            token,
            owner.Value,
            IApiKeyStore.MaxListed)),
        cancellationToken);

    /// <inheritdoc/>
    public Task<Outcome<ApiKeyRow>> SetCapAsync(string keyId, int? cents, CancellationToken cancellationToken) => UpdateAsync(
        "UPDATE api_keys SET monthly_cap_cents = $2::integer WHERE key_id = $1", cancellationToken, keyId, cents);

    /// <inheritdoc/>
    public Task<Outcome<ApiKeyRow>> RevokeAsync(string keyId, DateTimeOffset now, CancellationToken cancellationToken) => UpdateAsync(
        "UPDATE api_keys SET revoked_at = coalesce(revoked_at, $2) WHERE key_id = $1",
        cancellationToken,
        keyId,
        now.ToUnixTimeMilliseconds());

    /// <inheritdoc/>
    public Task<Outcome<ApiKeyRow>> LinkAsync(string keyId, AccountId user, CancellationToken cancellationToken) =>
        database.WriteAsync((sql, token) => LinkAsync(sql, keyId, user, token), cancellationToken);

    /// <inheritdoc/>
    public Task<Outcome<Done>> TouchAsync(string keyId, DateTimeOffset now, CancellationToken cancellationToken) => database.WriteAsync<Done>(
        async (sql, token) =>
        {
            await sql.ExecuteAsync(
                "UPDATE api_keys SET last_used_at = $2 WHERE key_id = $1", token, keyId, now.ToUnixTimeMilliseconds());
            return Done.Value;
        },
        cancellationToken);

    private Task<Outcome<ApiKeyRow>> UpdateAsync(string update, CancellationToken cancellationToken, params object?[] values) =>
        database.WriteAsync(
            async (sql, token) => ApiKeyRecords.Found(await sql.SingleAsync(update + Returning, ApiKeyRecords.Read, token, values)),
            cancellationToken);

    private static async Task<Outcome<ApiKeyRow>> LinkAsync(NpgsqlConnection sql, string keyId, AccountId user, CancellationToken token)
    {
        var row = await sql.SingleAsync(
            "UPDATE api_keys SET owner = $2 WHERE key_id = $1 AND revoked_at IS NULL AND (owner IS NULL OR owner = $2)" + Returning,
            ApiKeyRecords.Read,
            token,
            keyId,
            user.Value);
        if (row is null) return ApiKeyRecords.NotFound;

        // A key may have sent more than an ordinary statement has time for.
        await sql.ExecuteAsync("SET LOCAL statement_timeout = '60s'", token);
        var key = AccountId.Key(keyId).Value;
        await PostgresShareRows.MoveAsync(sql, key, user.Value, token);
        await sql.ExecuteLongAsync("UPDATE spikes SET owner = $2 WHERE owner = $1", token, key, user.Value);
        await sql.ExecuteLongAsync("UPDATE spikes SET submitter = $2 WHERE submitter = $1", token, key, user.Value);
        return row;
    }
}
