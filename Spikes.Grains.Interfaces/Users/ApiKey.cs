namespace Spikes.Grains.Interfaces.Users;

/// <summary>Which methods an API key may use (contract section 6.4).</summary>
[GenerateSerializer, Alias("spikes.api-key-scope")]
public enum ApiKeyScope
{
    /// <summary>All methods.</summary>
    Full = 0,

    /// <summary>GET and HEAD.</summary>
    Read = 1,

    /// <summary>POST, PATCH and DELETE.</summary>
    Write = 2,
}

/// <summary>An API key as it may be shown: without the key itself.</summary>
[GenerateSerializer, Immutable, Alias("spikes.api-key")]
public sealed record ApiKey
{
    /// <summary><c>key_</c> and 16 hex digits.</summary>
    [Id(0)]
    public required string KeyId { get; init; }

    /// <summary>The first 8 hex digits of the key.</summary>
    [Id(1)]
    public required string Prefix { get; init; }

    /// <summary>What its maker called it, up to 100 characters, or null.</summary>
    [Id(2)]
    public string? Name { get; init; }

    /// <summary>The methods it may use.</summary>
    [Id(3)]
    public ApiKeyScope Scope { get; init; }

    /// <summary>The most that it may cost in a month, in cents, 0 to 100000000; null for no cap.</summary>
    [Id(4)]
    public int? MonthlyCapCents { get; init; }

    /// <summary>When it was made.</summary>
    [Id(5)]
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>From then on it is refused; null for never.</summary>
    [Id(6)]
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>Since then it is refused; null while it is not revoked.</summary>
    [Id(7)]
    public DateTimeOffset? RevokedAt { get; init; }

    /// <summary>When it was last presented, up to a minute late; null for never.</summary>
    [Id(8)]
    public DateTimeOffset? LastUsedAt { get; init; }
}

/// <summary>Asks for an API key.</summary>
/// <param name="Hash"><see cref="Secrets.HashOf"/> of the key.</param>
/// <param name="Prefix">The first 8 hex digits of the key.</param>
/// <param name="Owner">The user it is linked to, or null for a standalone key.</param>
/// <param name="Name">Up to 100 characters, or null.</param>
/// <param name="Scope">The methods it may use.</param>
/// <param name="ExpiresAt">From then on it is refused; null for never.</param>
/// <param name="MonthlyCapCents">0 to 100000000, or null for no cap.</param>
[GenerateSerializer, Immutable, Alias("spikes.create-api-key")]
public sealed record CreateApiKey(
    [property: Id(0)] string Hash,
    [property: Id(1)] string Prefix,
    [property: Id(2)] AccountId? Owner,
    [property: Id(3)] string? Name,
    [property: Id(4)] ApiKeyScope Scope,
    [property: Id(5)] DateTimeOffset? ExpiresAt,
    [property: Id(6)] int? MonthlyCapCents);

/// <summary>A key that was presented and is valid.</summary>
/// <param name="Key">The key.</param>
/// <param name="Account">For whom it acts: its user, or itself when it is standalone.</param>
[GenerateSerializer, Immutable, Alias("spikes.authenticated-key")]
public sealed record AuthenticatedKey([property: Id(0)] ApiKey Key, [property: Id(1)] Account Account);

/// <summary>Keys of a user.</summary>
/// <param name="Keys">Newest first, revoked ones included, at most 10000.</param>
[GenerateSerializer, Immutable, Alias("spikes.api-key-list")]
public sealed record ApiKeyList([property: Id(0)] IReadOnlyList<ApiKey> Keys);
