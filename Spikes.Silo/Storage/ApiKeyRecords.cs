using System.Data.Common;
using Spikes.Grains.Interfaces.Outcomes;
using Spikes.Grains.Interfaces.Users;
using Spikes.Grains.Storage;

namespace Spikes.Silo.Storage;

/// <summary>The columns of an API key, read in one order from every database.</summary>
internal static class ApiKeyRecords
{
    /// <summary>The columns that <see cref="Read"/> expects.</summary>
    public const string Columns =
        "key_id, prefix, name, scope, monthly_cap_cents, created_at, expires_at, revoked_at, last_used_at, hash, owner";

    /// <summary>For an id without a row, and a key that cannot be linked.</summary>
    public static readonly Refusal NotFound = new(ErrorCode.NotFound, "Key not found");

    /// <summary>Reads a row that was selected by <see cref="Columns"/>.</summary>
    public static ApiKeyRow Read(DbDataReader row) => new(
        new ApiKey
        {
            KeyId = row.GetString(0),
            Prefix = row.GetString(1),
            Name = row.IsDBNull(2) ? null : row.GetString(2),
            Scope = (ApiKeyScope)row.GetInt32(3),
            MonthlyCapCents = row.IsDBNull(4) ? null : row.GetInt32(4),
            CreatedAt = DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(5)),
            ExpiresAt = Instant(row, 6),
            RevokedAt = Instant(row, 7),
            LastUsedAt = Instant(row, 8),
        },
        row.GetString(9),
        row.IsDBNull(10) ? null : new AccountId(row.GetString(10)));

    /// <summary>The row, or that there is none.</summary>
    public static Outcome<ApiKeyRow> Found(ApiKeyRow? row) => row is null ? NotFound : row;

    private static DateTimeOffset? Instant(DbDataReader row, int column) =>
        row.IsDBNull(column) ? null : DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(column));
}
