using Spikes.Grains.Interfaces.Outcomes;
using Spikes.Grains.Interfaces.Projects;
using Spikes.Grains.Interfaces.Spikes;
using Spikes.Grains.Interfaces.Users;
using Spikes.Grains.Projects;
using Spikes.Grains.Storage;
using Spikes.Grains.Users;
using Spikes.Silo.Webhooks;

namespace Spikes.Silo.Storage;

/// <summary>The rules of writing a spike that do not depend on the database.</summary>
internal static class SubmitRules
{
    /// <summary>The refusal of stores that take no spikes.</summary>
    public static readonly Refusal ShareNotFound = new(ErrorCode.NotFound, "Share not found");

    /// <summary>The refusal of unknown spikes.</summary>
    public static readonly Refusal SpikeNotFound = new(ErrorCode.NotFound, "Spike not found");

    private static readonly Refusal SpikeLimit = new(ErrorCode.SpikeLimit, "This share holds all the spikes its plan allows");

    /// <summary>Why a store takes no spikes at all, or none from the page that sends this one; null when it does.</summary>
    public static SubmitResult? Refuse(in SpikeTarget target, SubmitSpike command) => target.State switch
    {
        TargetState.Moved => new SubmitResult(Refusal.Unavailable, true),
        TargetState.Missing => new SubmitResult(ShareNotFound, false),
        TargetState.Held => new SubmitResult(Refusal.Unavailable, false),
        TargetState.Open => Admits(target.AllowedOrigins, command.Origin) ? null : new SubmitResult(OriginRules.NotAllowed, false),
    };

    /// <summary>Why a store takes no new spike, or null when it does.</summary>
    public static SubmitResult? RefuseFull(StoreKey store, in SpikeTarget target, TierOptions limits, DateTimeOffset now) =>
        store.Kind == StoreKind.Share && target.SpikeCount >= limits.FreeSpikesPerShare && target.Tier.At(now) == Tier.Free
            ? new SubmitResult(SpikeLimit, false)
            : null;

    /// <summary>The row of a new spike.</summary>
    public static NewSpike Row(string id, StoreKey store, SubmitSpike command, string? owner, long receivedAt) => new(
        id,
        store.ToString(),
        receivedAt,
        owner,
        command.Caller.IsAdmin ? null : command.Caller.Account?.Value,
        command.Caller.IsAuthenticated ? null : command.ClientId,
        ResolvedAt(command, owner, receivedAt),
        command.Draft);

    /// <summary>What the webhook of a store is to be told of a new spike, or null.</summary>
    public static NewDelivery? Delivery(StoreKey store, in SpikeTarget target, in NewSpike row, DateTimeOffset now) =>
        target.HasWebhook && target.Tier.At(now) != Tier.Free
            ? new NewDelivery($"msg_{Guid.CreateVersion7(now):D}", store.Id, WebhookBody.Write(row))
            : null;

    /// <summary>The payload of a waiting spike, about.</summary>
    public static long Bytes(SpikeDraft draft) => sizeof(char) * (long)(
        draft.Page.Length + draft.Url.Length + draft.Comments.Length + (draft.Selector?.Length ?? 0) + (draft.XPath?.Length ?? 0)
        + (draft.ElementText?.Length ?? 0) + (draft.UserAgent?.Length ?? 0));

    private static bool Admits(string? allowedOrigins, string? origin) =>
        origin is null || string.IsNullOrEmpty(allowedOrigins) || OriginRules.Admits(ProjectRecords.Split(allowedOrigins), origin);

    private static string? ResolvedAt(SubmitSpike command, string? owner, long receivedAt)
    {
        var caller = command.Caller;
        var mayResolve = caller.IsAuthenticated && (caller.IsAdmin || owner is null || owner == caller.Account?.Value);
        return mayResolve && command.Draft.Resolved ? command.Draft.ResolvedAt ?? Instants.ToText(receivedAt) : null;
    }
}
