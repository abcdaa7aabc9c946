using Spikes.Grains.Billing;
using Spikes.Grains.Interfaces.Billing;
using Spikes.Grains.Interfaces.Outcomes;
using Spikes.Grains.Interfaces.Projects;
using Spikes.Grains.Interfaces.Shares;
using Spikes.Grains.Interfaces.Spikes;
using Spikes.Grains.Interfaces.Users;
using Spikes.Grains.Storage;
using static Spikes.Silo.Tests.Storage.StorageSamples;

namespace Spikes.Silo.Tests.Storage;

/// <summary>What the tests of budgets say often: Alice is an agent.</summary>
public abstract class BudgetTests : StorageTests
{
    /// <summary>A key that belongs to nobody.</summary>
    protected static readonly StoreKey Unowned = StoreKey.Unregistered("unowned");

    private long _events;

    /// <summary>Gives an account a tier, as Stripe does.</summary>
    protected async Task BecomeAsync(AccountId account, Tier tier)
    {
        var kind = tier switch
        {
            Tier.Free => StripeEventKind.SubscriptionEnded,
            Tier.Grace => StripeEventKind.PaymentFailed,
            _ => StripeEventKind.SubscriptionActive,
        };
        var created = DateTimeOffset.FromUnixTimeSeconds(++_events);
        var changed = new StripeEvent($"evt_{_events}", kind, created, "sub_1", null, null, tier == Tier.Agent, false);
        (await Accounts.ApplyAsync("cus_" + account.Value, changed, account, Token)).Value();
    }

    /// <summary>Makes a linked key, or a standalone one.</summary>
    protected async Task<string> NewKeyAsync(AccountId? owner, int? capCents)
    {
        var key = new ApiKey
        {
            KeyId = "key_" + Guid.NewGuid().ToString("N")[..16],
            Prefix = "01234567",
            MonthlyCapCents = capCents,
            CreatedAt = Storage.Time.GetUtcNow(),
        };
        (await Storage.ApiKeys.AddAsync(new ApiKeyRow(key, "hash", owner), Token)).Value();
        return key.KeyId;
    }

    /// <summary>Makes a share, with a key or without.</summary>
    protected async Task<StoreKey> NewShareAsync(AccountId owner, string? keyId = null) =>
        StoreKey.Share((await PublishAsync(owner, keyId)).Value().Id);

    protected Task<Outcome<ShareSummary>> PublishAsync(AccountId owner, string? keyId) => PublishAsync(Shares, owner, keyId);

    protected static async Task<Outcome<ShareSummary>> PublishAsync(IShareStore shares, AccountId owner, string? keyId)
    {
        var upload = Guid.NewGuid().ToString();
        var files = await shares.StageAsync(upload, ("a.txt", upload));
        return await shares.PublishAsync(new CreateShare(owner, "demo", true, null) { KeyId = keyId }, upload, files, maxShares: 5, Token);
    }

    /// <summary>Sends a command. A busy machine may have no time for it: then the same one is sent again, as clients do.</summary>
    protected static async Task<Outcome<SubmittedSpike>> SubmitAsync(ISpikeStore spikes, StoreKey store, SubmitSpike command)
    {
        Outcome<SubmittedSpike> outcome = default;
        await Eventually.IsTrueAsync("the store has time for a spike", TryAsync, deadline: TimeSpan.FromMinutes(1));
        return outcome;

        async Task<bool> TryAsync()
        {
            outcome = (await spikes.SubmitAsync(store, command, Token)).Outcome;
            return outcome.Code() != ErrorCode.Unavailable;
        }
    }

    /// <summary>Posts and gives the refusal, or null.</summary>
    protected async Task<ErrorCode?> PostAsync(StoreKey store, Caller? caller = null, string? keyId = null, string? clientId = null) =>
        (await SubmitAsync(Spikes, store, Command(caller, keyId, clientId))).Code();

    /// <summary>Posts several times what must be stored.</summary>
    protected async Task PostAsync(int count, StoreKey store, Caller? caller = null, string? keyId = null)
    {
        for (var i = 0; i < count; i++) Assert.Null(await PostAsync(store, caller, keyId));
    }

    /// <summary>Spikes and shares that an account or one of its keys has used this month.</summary>
    protected async Task<(long Spikes, long Shares)> UsedAsync(AccountId account, string? keyId = null)
    {
        var meter = (await Accounts.MeasureAsync(account, keyId, Token)).Value().Meter.In(Meter.MonthOf(Storage.Time.GetUtcNow()));
        return (meter.Spikes, meter.Shares);
    }

    protected static SubmitSpike Command(Caller? caller = null, string? keyId = null, string? clientId = null) =>
        new(caller ?? Caller.Anonymous, clientId, Draft, Guid.NewGuid().ToString()) { KeyId = keyId };
}
