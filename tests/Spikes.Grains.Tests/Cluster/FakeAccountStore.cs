using System.Collections.Concurrent;
using Spikes.Grains.Billing;
using Spikes.Grains.Interfaces.Billing;
using Spikes.Grains.Interfaces.Outcomes;
using Spikes.Grains.Interfaces.Users;
using Spikes.Grains.Storage;

namespace Spikes.Grains.Tests.Cluster;

/// <summary>Accounts in memory.</summary>
internal sealed class FakeAccountStore : IAccountStore
{
    private readonly ConcurrentQueue<(string Customer, StripeEvent Event, AccountId? Named)> _applied = new();

    public ConcurrentDictionary<AccountId, ShareTotals> Totals { get; } = new();

    public ConcurrentDictionary<AccountId, PayingAccount> Payers { get; } = new();

    public ConcurrentDictionary<string, Meter> Meters { get; } = new();

    public ConcurrentDictionary<AccountId, Refusal> Unreadable { get; } = new();

    public ConcurrentDictionary<string, Outcome<AppliedEvent>> Effects { get; } = new();

    /// <summary>What ends at the next look; afterwards nothing does.</summary>
    public Outcome<EndedGraces>? Ending { get; set; }

    public IEnumerable<(string Customer, StripeEvent Event, AccountId? Named)> Applied => _applied;

    public ValueTask<Outcome<AccountUse>> MeasureAsync(AccountId account, string? keyId, CancellationToken cancellationToken) =>
        new(Totals.TryGetValue(account, out var totals)
            ? new AccountUse(
                Payers.TryGetValue(account, out var payer) ? payer.Tier : AccountTier.Free,
                totals,
                Meters.GetValueOrDefault(keyId ?? account.Value))
            : Refusal.Unavailable);

    /// <summary>How often each account was read.</summary>
    public ConcurrentDictionary<AccountId, int> Reads { get; } = new();

    public ValueTask<Outcome<PayingAccount>> FindAsync(AccountId account, CancellationToken cancellationToken)
    {
        Reads.AddOrUpdate(account, 1, (_, reads) => reads + 1);
        return new(
            Unreadable.TryGetValue(account, out var refusal) ? refusal
            : Payers.TryGetValue(account, out var payer) ? payer
            : new PayingAccount(AccountTier.Free, null));
    }

    public Task<Outcome<AppliedEvent>> ApplyAsync(
        string customerId, StripeEvent stripeEvent, AccountId? named, CancellationToken cancellationToken)
    {
        _applied.Enqueue((customerId, stripeEvent, named));
        return Task.FromResult(Effects.TryGetValue(customerId, out var effect) ? effect : new AppliedEvent(named));
    }

    public Task<Outcome<EndedGraces>> EndGracesAsync(CancellationToken cancellationToken)
    {
        var ending = Ending ?? new EndedGraces([], null);
        Ending = null;
        return Task.FromResult(ending);
    }

    public Task<Outcome<Done>> SweepAsync(CancellationToken cancellationToken) => Task.FromResult<Outcome<Done>>(Done.Value);
}
