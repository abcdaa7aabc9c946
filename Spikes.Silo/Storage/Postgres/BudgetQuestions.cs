namespace Spikes.Silo.Storage.Postgres;

/// <summary>Who may pay for a batch, by what is known once its stores are locked.</summary>
/// <param name="Agents">Owners whose tier is agent.</param>
/// <param name="Callers">Agents who post to keys that belong to nobody; their tiers are read again under the lock.</param>
/// <param name="Keys">API keys whose caps may count.</param>
internal sealed record BudgetQuestions(string[] Agents, string[] Callers, string[] Keys)
{
    /// <summary>Nobody.</summary>
    public static readonly BudgetQuestions Nobody = new([], [], []);

    /// <summary>Every meter that the batch may move.</summary>
    public string[] Meters => [.. Agents, .. Callers, .. Keys];

    /// <summary>Who may pay for these spikes; null when the rows say already that nobody does, as in most batches.</summary>
    public static BudgetQuestions? About(IReadOnlyList<SubmitItem> items, SubmitFacts facts)
    {
        if (facts.Agents.Count == 0 && facts.AgentCallers.Count == 0) return null;

        var keys = new HashSet<string>(StringComparer.Ordinal);
        foreach (var item in items)
        {
            if (item.Command.KeyId is { } keyId) keys.Add(keyId);
        }

        foreach (var share in facts.Shares.Values)
        {
            if (share.Target.CreatedBy is { } keyId && facts.Agents.Contains(share.Target.Owner!)) keys.Add(keyId);
        }

        return new BudgetQuestions([.. facts.Agents], [.. facts.AgentCallers], [.. keys]);
    }
}
