using Spikes.Grains.Interfaces.Outcomes;
using Spikes.Grains.Interfaces.Users;

namespace Spikes.Grains.Storage;

/// <summary>Rows of API keys. Refusals and outages are values: no method throws a driver's exception.</summary>
public interface IApiKeyStore
{
    /// <summary>The most keys of one list.</summary>
    const int MaxListed = 10_000;

    /// <summary>Keeps a new key; a key whose id has a row already is <see cref="Refusal.Unavailable"/>.</summary>
    Task<Outcome<Done>> AddAsync(ApiKeyRow row, CancellationToken cancellationToken);

    /// <summary>A key by its id; <see cref="ErrorCode.NotFound"/>.</summary>
    ValueTask<Outcome<ApiKeyRow>> FindAsync(string keyId, CancellationToken cancellationToken);

    /// <summary>Keys of a user, newest first, at most <see cref="MaxListed"/>.</summary>
    ValueTask<Outcome<ApiKeyList>> ListAsync(AccountId owner, CancellationToken cancellationToken);

    /// <summary>Sets the monthly cap and tells what the row says now; <see cref="ErrorCode.NotFound"/>.</summary>
    Task<Outcome<ApiKeyRow>> SetCapAsync(string keyId, int? cents, CancellationToken cancellationToken);

    /// <summary>Revokes a key, if it is not revoked yet, and tells what the row says now; <see cref="ErrorCode.NotFound"/>.</summary>
    Task<Outcome<ApiKeyRow>> RevokeAsync(string keyId, DateTimeOffset now, CancellationToken cancellationToken);

    /// <summary>
    /// Gives a standalone key to a user, and in the same transaction the shares and spikes of the key; tells what the row says now.
    /// <see cref="ErrorCode.NotFound"/> when it is revoked or another user's. Repeating it moves what came in between.
    /// </summary>
    Task<Outcome<ApiKeyRow>> LinkAsync(string keyId, AccountId user, CancellationToken cancellationToken);

    /// <summary>Writes down when a key was used.</summary>
    Task<Outcome<Done>> TouchAsync(string keyId, DateTimeOffset now, CancellationToken cancellationToken);
}

/// <summary>A stored API key.</summary>
/// <param name="Key">What may be shown.</param>
/// <param name="Hash"><see cref="Secrets.HashOf"/> of the key.</param>
/// <param name="Owner">The user it is linked to, or null.</param>
public sealed record ApiKeyRow(ApiKey Key, string Hash, AccountId? Owner);
