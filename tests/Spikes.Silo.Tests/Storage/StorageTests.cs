using Spikes.Grains.Storage;

namespace Spikes.Silo.Tests.Storage;

/// <summary>A fresh storage for every test.</summary>
public abstract class StorageTests : IAsyncLifetime
{
    protected StorageHarness Storage { get; private set; } = null!;

    protected ISpikeStore Spikes => Storage.Spikes;

    protected IShareStore Shares => Storage.Shares;

    protected IProjectStore Projects => Storage.Projects;

    protected IAccountStore Accounts => Storage.Accounts;

    protected static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => Storage = await OpenAsync();

    public virtual async ValueTask DisposeAsync()
    {
        await Storage.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    protected abstract Task<StorageHarness> OpenAsync();
}
