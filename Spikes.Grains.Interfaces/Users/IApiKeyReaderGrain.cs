using Spikes.Grains.Interfaces.Outcomes;

namespace Spikes.Grains.Interfaces.Users;

/// <summary>Reads keys from the rows; a stateless worker, key <c>reader/api-keys</c>.</summary>
[Alias("spikes.api-key-reader"), GrainInterfaceType("spikes.api-key-reader"), Idempotent]
public interface IApiKeyReaderGrain : IGrainWithStringKey
{
    /// <summary>The key of this grain: it has no identity.</summary>
    const string Key = "reader/api-keys";

    /// <summary>Every key of a user.</summary>
    [Alias("List")]
    ValueTask<Outcome<ApiKeyList>> ListAsync(AccountId user, CancellationToken cancellationToken);
}
