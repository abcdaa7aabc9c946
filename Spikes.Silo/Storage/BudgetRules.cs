using Spikes.Grains.Interfaces.Outcomes;
using Spikes.Grains.Interfaces.Spikes;
using Spikes.Grains.Interfaces.Users;

namespace Spikes.Silo.Storage;

/// <summary>Who pays for a spike, and whose cap counts (contract section 7.3).</summary>
internal static class BudgetRules
{
    /// <summary>The refusal of writes that would cost more than a cap allows.</summary>
    public static readonly Refusal Exceeded = new(ErrorCode.BudgetExceeded, "Monthly budget exceeded");

    /// <summary>
    /// The account that pays when its tier is agent; null when nobody does. The tier of an owner is known here, that of a caller is not.
    /// </summary>
    public static string? PayerOf(in SpikeTarget target, SubmitSpike command)
    {
        if (target.Owner is { } owner) return target.Tier.Given == Tier.Agent ? owner : null;
        return command.Caller.Account is { IsUser: true } account ? account.Value : null;
    }

    /// <summary>The key whose cap counts, if it belongs to the payer: the one that was used, or made the share that a stranger posts to.</summary>
    public static string? KeyOf(in SpikeTarget target, SubmitSpike command) =>
        command.Caller.IsAuthenticated ? command.KeyId : target.CreatedBy;
}
