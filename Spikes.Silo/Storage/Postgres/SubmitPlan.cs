using Spikes.Grains.Billing;
using Spikes.Grains.Interfaces.Projects;
using Spikes.Grains.Interfaces.Spikes;
using Spikes.Grains.Storage;
using Spikes.Grains.Users;

namespace Spikes.Silo.Storage.Postgres;

/// <summary>Decides a batch in memory, spike by spike, as if each were a transaction of its own.</summary>
internal sealed class SubmitPlan
{
    private readonly SubmitFacts _facts;
    private readonly Budget? _budget;
    private readonly TierOptions _limits;
    private readonly int _month;
    private readonly List<(int Answer, string NewId)> _limited = [];
    private readonly Dictionary<string, StoreState> _stores = new(StringComparer.Ordinal);
    private readonly HashSet<string> _held = new(StringComparer.Ordinal);

    private SubmitPlan(SubmitFacts facts, Budget? budget, TierOptions limits, long now)
    {
        _facts = facts;
        _budget = budget;
        _limits = limits;
        Now = now;
        _month = Meter.MonthOf(Instant);
    }

    /// <summary>When it was decided, in Unix milliseconds.</summary>
    public long Now { get; }

    /// <summary>What to insert.</summary>
    public List<NewSpike> Rows { get; } = [];

    /// <summary>What the webhooks of the shares are to be told of it.</summary>
    public List<NewDelivery> Deliveries { get; } = [];

    /// <summary>The answers, in the order of the spikes.</summary>
    public List<SubmitResult> Answers { get; } = [];

    /// <summary>
    /// New ids of spikes that a limit refuses. A command that came again by another way may have rows by now, for which nobody has looked.
    /// </summary>
    public string[] LimitedIds => [.. _limited.Select(limited => limited.NewId)];

    /// <summary>Stores some of whose spikes are refused because another transaction holds them, or the meters of who pays.</summary>
    public IReadOnlySet<string> Held => _held;

    /// <summary>Shares that get rows.</summary>
    public IReadOnlyList<CountChange> Shares => Changes(StoreKind.Share);

    /// <summary>Projects that get rows.</summary>
    public IReadOnlyList<CountChange> Projects => Changes(StoreKind.Project);

    /// <summary>Meters that are moved.</summary>
    public IReadOnlyList<KeyValuePair<string, Meter>> Meters => _budget?.Changes ?? [];

    /// <summary>Decides.</summary>
    /// <param name="items">The spikes in the order in which they came.</param>
    /// <param name="facts">What the database says about them; what is planned is added to it.</param>
    /// <param name="budget">Who may pay for them, or null when nobody does; what is planned is charged to it.</param>
    /// <param name="limits">The limits of free shares.</param>
    /// <param name="now">Unix milliseconds.</param>
    public static SubmitPlan Make(IReadOnlyList<SubmitItem> items, SubmitFacts facts, Budget? budget, TierOptions limits, long now)
    {
        var plan = new SubmitPlan(facts, budget, limits, now);
        foreach (var item in items) plan.Answers.Add(plan.Decide(item));

        // Silos that insert the same ids wait for each other in one order, never in a circle.
        plan.Rows.Sort((one, other) => string.CompareOrdinal(one.Id, other.Id));
        return plan;
    }

    /// <summary>Answers those of <see cref="LimitedIds"/> that have rows as they were answered first.</summary>
    public void Repeat(IReadOnlySet<string> stored)
    {
        foreach (var (answer, newId) in _limited)
        {
            if (stored.Contains(newId)) Answers[answer] = new SubmitResult(new SubmittedSpike(newId, false), false);
        }
    }

    private DateTimeOffset Instant => DateTimeOffset.FromUnixTimeMilliseconds(Now);

    private CountChange[] Changes(StoreKind kind) => [.. _stores.Values
        .Where(store => store.Added > 0 && store.Key.Kind == kind)
        .Select(store => new CountChange(store.Key.Id, store.Added, store.LastReceivedAt))];

    private SubmitResult Decide(SubmitItem item)
    {
        var store = StateOf(item);
        if (store.Target.State == TargetState.Held) _held.Add(item.StoreText);
        if (SubmitRules.Refuse(store.Target, item.Command) is { } refused) return refused;

        var (id, isStored, replayed) = PickId(item);
        if (isStored) return new SubmitResult(new SubmittedSpike(id, replayed), false);
        if (RefuseOverLimit(item, store.Target) is { } limited)
        {
            _limited.Add((Answers.Count, item.Command.NewId));
            return limited;
        }

        var row = SubmitRules.Row(id, item.Store, item.Command, store.Target.Owner, store.Add(Now));
        Rows.Add(row);
        if (SubmitRules.Delivery(item.Store, store.Target, row, Instant) is { } delivery) Deliveries.Add(delivery);
        item.Attempted = row;
        _facts.Rows[id] = new RowFact(row.Store, row.ReceivedAt, row.Owner, row.Submitter, false);
        if (row.ClientId is { } clientId) _facts.Clients[(row.Store, clientId)] = id;
        return new SubmitResult(new SubmittedSpike(id, false), false);
    }

    /// <summary>Checks 10 and 11 of contract section 2.1; charges what passes.</summary>
    private SubmitResult? RefuseOverLimit(SubmitItem item, in SpikeTarget target) =>
        SubmitRules.RefuseFull(item.Store, target, _limits, Instant) ?? Charge(item, target);

    private SubmitResult? Charge(SubmitItem item, in SpikeTarget target)
    {
        if (_budget is null || BudgetRules.PayerOf(target, item.Command) is not { } payer) return null;

        var keyId = BudgetRules.KeyOf(target, item.Command);
        if (!_budget.IsHeld(payer, keyId))
            return _budget.TryCharge(payer, keyId, PaidWrite.Spike, _month) ? null : new SubmitResult(BudgetRules.Exceeded, false);

        _held.Add(item.StoreText);
        return SubmitItem.Unavailable;
    }

    /// <summary>The id of the row by the table of contract section 3.5.</summary>
    private (string Id, bool IsStored, bool Replayed) PickId(SubmitItem item)
    {
        var command = item.Command;

        // The same command again: its answer was lost on the way.
        if (_facts.Rows.ContainsKey(command.NewId)) return (command.NewId, true, false);
        if (command.ClientId is not { } clientId) return (command.NewId, false, false);

        if (!command.Caller.IsAuthenticated)
        {
            return _facts.Clients.TryGetValue((item.StoreText, clientId), out var first)
                ? (first, true, first != command.NewId)
                : (command.NewId, false, false);
        }

        if (!_facts.Rows.TryGetValue(clientId, out var row)) return (clientId, false, false);
        return row.IsReachedBy(command.Caller) ? (clientId, true, !IsAttempt(item, clientId, row)) : (command.NewId, false, false);
    }

    // The row was not there when an earlier attempt chose its id: that attempt was committed and only its answer was lost.
    private static bool IsAttempt(SubmitItem item, string id, in RowFact row) =>
        item.Attempted is { } attempt && attempt.Id == id && attempt.Store == row.Store && attempt.ReceivedAt == row.ReceivedAt
        && attempt.Submitter == row.Submitter;

    private StoreState StateOf(SubmitItem item)
    {
        if (_stores.TryGetValue(item.StoreText, out var state)) return state;

        state = item.Store.Kind switch
        {
            StoreKind.Share => StateOfCounted(item, _facts.Shares),
            StoreKind.Project => StateOfCounted(item, _facts.Projects),
            StoreKind.Unregistered => StateOfKey(item.Store),
        };
        _stores.Add(item.StoreText, state);
        return state;
    }

    private StoreState StateOfCounted(SubmitItem item, IReadOnlyDictionary<string, CountedFact> known)
    {
        if (known.TryGetValue(item.Store.Id, out var fact)) return new StoreState(item.Store, fact.Target, fact.LastReceivedAt);
        return new StoreState(item.Store, _facts.Held.Contains(item.StoreText) ? SpikeTarget.Held : SpikeTarget.Missing, 0);
    }

    private StoreState StateOfKey(StoreKey store)
    {
        var isUuid = Uuid.TryRead(store.Id, out var shareId);
        if (_facts.Held.Contains(store.ToString()) || (isUuid && _facts.Held.Contains(StoreKey.Share(shareId).ToString())))
            return new StoreState(store, SpikeTarget.Held, 0);
        if (isUuid && _facts.Shares.TryGetValue(shareId, out var share))
            return new StoreState(store, share.Target.State == TargetState.Open ? SpikeTarget.Moved : SpikeTarget.Missing, 0);

        var key = _facts.Keys[store.Id];
        return new StoreState(store, key.IsTaken ? SpikeTarget.Moved : SpikeTarget.Unowned, key.LastReceivedAt);
    }

    private sealed class StoreState(StoreKey key, SpikeTarget target, long lastReceivedAt)
    {
        public StoreKey Key => key;

        public SpikeTarget Target { get; private set; } = target;

        public long LastReceivedAt { get; private set; } = lastReceivedAt;

        public int Added { get; private set; }

        /// <summary>Counts a row and gives its receive time: never lower than the last one, even when the clock goes back.</summary>
        public long Add(long now)
        {
            Added++;
            Target = Target with { SpikeCount = Target.SpikeCount + 1 };
            return LastReceivedAt = Math.Max(LastReceivedAt, now);
        }
    }
}

/// <summary>What a batch adds to a share or a project.</summary>
internal readonly record struct CountChange(string Id, int Added, long LastReceivedAt);
