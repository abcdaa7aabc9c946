using Orleans.Concurrency;
using Spikes.Grains.Interfaces.Outcomes;
using Spikes.Grains.Interfaces.Users;
using Spikes.Grains.Storage;

namespace Spikes.Grains.Users;

[GrainType("api-key-reader"), StatelessWorker(ReaderLimits.Workers), Reentrant]
internal sealed class ApiKeyReaderGrain(IApiKeyStore keys) : Grain, IApiKeyReaderGrain
{
    public ValueTask<Outcome<ApiKeyList>> ListAsync(AccountId user, CancellationToken cancellationToken) => keys.ListAsync(user, cancellationToken);
}
