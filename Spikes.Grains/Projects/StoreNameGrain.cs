using Spikes.Grains.Interfaces.Projects;
using Spikes.Grains.Storage;

namespace Spikes.Grains.Projects;

[GrainType("store-name"), CollectionAgeLimit(Minutes = 5)]
internal sealed class StoreNameGrain(IShareStore shares) : Grain, IStoreNameGrain
{
    private ResolvedName? _known;

    private string Name => KeyText.IdOf(this.GetPrimaryKeyString());

    public async ValueTask<ResolvedName> ResolveAsync(CancellationToken cancellationToken) => _known ?? await ReadAsync();

    public Task<ResolvedName> RefreshAsync(CancellationToken cancellationToken)
    {
        _known = null;
        return ReadAsync();
    }

    /// <summary>
    /// While the rows cannot be read the answer is a guess that is not remembered. It gives no access: the store refuses a write that
    /// reaches it under a name that is not its own.
    /// </summary>
    private async Task<ResolvedName> ReadAsync()
    {
        if ((await shares.ResolveAsync(Name, CancellationToken.None)).IsSuccess(out var resolved, out _)) _known = resolved;
        return _known ?? new ResolvedName(StoreKey.Unregistered(Name), Deleted: false);
    }
}
