using Spikes.Grains.Interfaces.Outcomes;

namespace Spikes.Grains.Interfaces.Users;

/// <summary>One API key; key: <see cref="Secrets.ApiKeyGrainKey"/>. Where an id is unknown, the answer is <see cref="ErrorCode.NotFound"/>.</summary>
[Alias("spikes.api-key-grain"), GrainInterfaceType("spikes.api-key-grain")]
public interface IApiKeyGrain : IGrainWithStringKey
{
    /// <summary>Writes a new key down.</summary>
    [Alias("Create")]
    Task<Outcome<ApiKey>> CreateAsync(CreateApiKey command, CancellationToken cancellationToken);

    /// <summary>For whom the key acts; <see cref="ErrorCode.AuthFailed"/> when it is unknown, revoked or expired.</summary>
    /// <param name="hash"><see cref="Secrets.HashOf"/> of what was presented.</param>
    [Alias("Authenticate"), Idempotent]
    ValueTask<Outcome<AuthenticatedKey>> AuthenticateAsync(string hash, CancellationToken cancellationToken);

    /// <summary>The key as it may be shown.</summary>
    /// <param name="user">The user who asks, who must own it; null when the key itself was presented.</param>
    [Alias("Show"), Idempotent]
    ValueTask<Outcome<ApiKey>> ShowAsync(AccountId? user, CancellationToken cancellationToken);

    /// <summary>Sets the monthly cap; parameters as in <see cref="ShowAsync"/>.</summary>
    /// <param name="user">As in <see cref="ShowAsync"/>.</param>
    /// <param name="cents">0 to 100000000, or null for no cap.</param>
    [Alias("SetCap"), Idempotent]
    Task<Outcome<ApiKey>> SetCapAsync(AccountId? user, int? cents, CancellationToken cancellationToken);

    /// <summary>Revokes the key; a second time changes nothing. From the answer on it is refused everywhere.</summary>
    /// <param name="user">As in <see cref="ShowAsync"/>.</param>
    [Alias("Revoke"), Idempotent]
    Task<Outcome<ApiKey>> RevokeAsync(AccountId? user, CancellationToken cancellationToken);

    /// <summary>
    /// Attaches a standalone key to a user and gives the user its shares and spikes; <see cref="ErrorCode.NotFound"/> when it is revoked
    /// or another user's. Repeating it changes nothing.
    /// </summary>
    [Alias("Link"), Idempotent]
    Task<Outcome<Done>> LinkAsync(AccountId user, CancellationToken cancellationToken);

    /// <summary>What the account of the key holds now.</summary>
    [Alias("GetUsage"), Idempotent]
    Task<Outcome<Usage>> GetUsageAsync(CancellationToken cancellationToken);
}
