using Microsoft.Extensions.Time.Testing;
using Spikes.Grains.Interfaces.Users;
using Spikes.Grains.Storage;
using Spikes.Grains.Users;
using Spikes.Silo.Storage;
using Spikes.Silo.Webhooks;

namespace Spikes.Silo.Tests.Storage;

/// <summary>An empty storage of one kind; every contract suite runs on every kind.</summary>
public abstract class StorageHarness : IAsyncDisposable
{
    protected StorageHarness() => WebhookWork = new WorkSignal(Time);

    public FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 1, 15, 10, 30, 0, 250, TimeSpan.Zero));

    public TierOptions Limits { get; } = new();

    public abstract ISpikeStore Spikes { get; }

    public abstract IShareStore Shares { get; }

    public abstract IApiKeyStore ApiKeys { get; }

    public abstract IProjectStore Projects { get; }

    public abstract IAccountStore Accounts { get; }

    /// <summary>Calls of webhooks that wait.</summary>
    internal abstract IWebhookQueue Webhooks { get; }

    /// <summary>Is set when one of them was queued.</summary>
    internal WorkSignal WebhookWork { get; }

    /// <summary>Sets the tier of an account's row, which exists.</summary>
    public abstract Task SetTierAsync(AccountId account, Tier tier);

    /// <summary>Closes everything and opens it again, as a restart of the process does.</summary>
    public abstract Task ReopenAsync();

    /// <summary>Counts the rows of a table.</summary>
    public abstract Task<long> CountRowsAsync(string table);

    public abstract ValueTask DisposeAsync();
}
