using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Spikes.Gateway.Http;
using Spikes.Grains.Interfaces.Billing;

namespace Spikes.Gateway.Billing;

/// <summary>Takes Stripe's events (contract section 8.2).</summary>
internal sealed partial class StripeWebhook
{
    /// <summary>The most bytes of an event.</summary>
    public const int MaxBytes = 1024 * 1024;

    private static readonly ErrorResult NotConfigured = new(ErrorCode.InternalError, "Billing not configured");
    private static readonly ErrorResult WrongSignature = new(ErrorCode.AuthFailed, "Invalid signature");
    private static readonly ErrorResult NoEvent = new(ErrorCode.InvalidJson, "The body is no event");

    // Stripe sends it again, for days.
    private static readonly ErrorResult NotApplied = new(ErrorCode.InternalError, "The event could not be applied");

    public static async Task<IResult> ReceiveAsync(
        HttpContext context,
        StripeSignature signature,
        IGrainFactory grains,
        IOptions<StripeOptions> options,
        TimeProvider clock,
        ILogger<StripeWebhook> log)
    {
        if (!signature.IsConfigured)
            return NotConfigured;
        var (body, tooLarge) = await JsonBody.ReadBytesAsync(context, MaxBytes);
        if (tooLarge is not null)
            return tooLarge;
        if (context.Request.Headers[StripeSignature.Header].ToString() is not { Length: > 0 } header)
            return ErrorResult.Invalid(StripeSignature.Header, "Is required");
        if (!signature.IsValid(body, header))
            return WrongSignature;
        if (JsonBody.ParseObject(body) is not { } json || !StripeEventReader.IsEvent(json))
            return NoEvent;
        if (StripeEventReader.Read(json, options.Value.AgentPriceId, clock.GetUtcNow()) is { } told && !await ApplyAsync(told, grains, log))
            return NotApplied;
        return JsonAnswer.Ok(new ReceivedResponse(true), BillingJson.Default.ReceivedResponse);
    }

    private static async Task<bool> ApplyAsync(CustomerEvent told, IGrainFactory grains, ILogger log)
    {
        try
        {
            // Not cancelled with the request: it may be written down already.
            var customer = grains.GetGrain<IStripeCustomerGrain>(IStripeCustomerGrain.GrainKey(told.Customer));
            var outcome = await customer.ApplyAsync(told.Event, CancellationToken.None);
            if (outcome.IsSuccess(out _, out var refusal))
                return true;
            LogNotApplied(log, told.Event.Id, refusal.Code, null);
        }
        catch (Exception fault) when (fault is TimeoutException or OrleansException)
        {
            LogNotApplied(log, told.Event.Id, ErrorCode.Unavailable, fault);
        }

        return false;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Event {EventId} of Stripe could not be applied ({Code}); it is asked for again")]
    private static partial void LogNotApplied(ILogger log, string eventId, ErrorCode code, Exception? fault);
}
