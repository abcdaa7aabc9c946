using Spikes.Grains.Billing;

namespace Spikes.Silo.Storage;

/// <summary>
/// What a transaction knows of those who may pay for its writes: agents, their keys, and their meters, which are its own until it ends.
/// </summary>
internal sealed class Budget
{
    private readonly HashSet<string> _agents = new(StringComparer.Ordinal);
    private readonly Dictionary<string, BudgetKey> _keys = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Meter> _meters = new(StringComparer.Ordinal);
    private readonly HashSet<string> _changed = new(StringComparer.Ordinal);
    private readonly HashSet<string> _held = new(StringComparer.Ordinal);

    /// <summary>The meters that were moved, by account and key.</summary>
    public IReadOnlyList<KeyValuePair<string, Meter>> Changes => [.. _changed.Select(id => KeyValuePair.Create(id, _meters[id]))];

    /// <summary>Adds an account whose tier is agent.</summary>
    public void AddAgent(string account) => _agents.Add(account);

    /// <summary>Adds a linked key.</summary>
    public void AddKey(string keyId, BudgetKey key) => _keys[keyId] = key;

    /// <summary>Adds the meter of an account or a key.</summary>
    public void AddMeter(string id, Meter meter) => _meters[id] = meter;

    /// <summary>Adds the meter of an account or a key that another transaction holds.</summary>
    public void AddHeld(string id)
    {
        if (!_meters.ContainsKey(id)) _held.Add(id);
    }

    /// <summary>Whether another transaction holds a meter that a write would move: nobody can say what it may cost.</summary>
    public bool IsHeld(string payer, string? keyId) =>
        _agents.Contains(payer) && (_held.Contains(payer) || (keyId is not null && _held.Contains(keyId) && IsCapped(payer, keyId)));

    /// <summary>
    /// Moves the meters of who pays for a write; false, and nothing moved, when it would cost the key more than its cap. It is free when
    /// the payer is no agent, or has no meter because it has become one only after the meters were locked.
    /// </summary>
    /// <param name="payer">The account.</param>
    /// <param name="keyId">The key whose cap counts if it is the payer's, or null.</param>
    /// <param name="write">What is paid for.</param>
    /// <param name="month">The month now.</param>
    public bool TryCharge(string payer, string? keyId, PaidWrite write, int month)
    {
        if (!_agents.Contains(payer) || !_meters.TryGetValue(payer, out var account)) return true;

        if (keyId is not null && IsCapped(payer, keyId) && _meters.TryGetValue(keyId, out var used))
        {
            used = used.In(month).Add(write);
            if (used.IsOver(_keys[keyId].CapCents)) return false;
            Move(keyId, used);
        }

        Move(payer, account.In(month).Add(write));
        return true;
    }

    /// <summary>Whether the key counts: a stranger's has no cap here.</summary>
    private bool IsCapped(string payer, string keyId) => _keys.TryGetValue(keyId, out var key) && key.Owner == payer;

    private void Move(string id, Meter meter)
    {
        _meters[id] = meter;
        _changed.Add(id);
    }
}

/// <summary>A linked API key.</summary>
/// <param name="Owner">The user it is linked to.</param>
/// <param name="CapCents">Its cap, or null.</param>
internal readonly record struct BudgetKey(string Owner, int? CapCents);
