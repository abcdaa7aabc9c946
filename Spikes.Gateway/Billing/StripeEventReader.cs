using System.Text.Json;
using Spikes.Gateway.Users;
using Spikes.Grains.Interfaces.Billing;
using Spikes.Grains.Interfaces.Projects;
using Spikes.Grains.Interfaces.Users;

namespace Spikes.Gateway.Billing;

/// <summary>An event and whom it is about.</summary>
/// <param name="Customer">Stripe's id of the customer, or <c>user/&lt;uuid&gt;</c> when the event names a user alone.</param>
/// <param name="Event">The event.</param>
internal sealed record CustomerEvent(string Customer, StripeEvent Event);

/// <summary>
/// Reads what is needed of an event. Not by Stripe.net's types, which fit one version of Stripe's API: objects may stand where ids are
/// expected, and newer versions have moved members. What is not as expected counts as absent.
/// </summary>
internal static class StripeEventReader
{
    /// <summary>The member of <c>metadata</c> that names a user.</summary>
    public const string UserIdKey = "user_id";

    /// <summary>The most characters of an id of Stripe's.</summary>
    public const int MaxIdLength = 255;

    private const long LastSecond = 253_402_300_799;

    /// <summary>Whether an object is an event at all.</summary>
    public static bool IsEvent(JsonElement json) => json.Text("id") is not null && json.Text("type") is not null;

    /// <summary>What an event means here, or null when it means nothing or is about nobody.</summary>
    /// <param name="json">The event.</param>
    /// <param name="agentPriceId">The price of plan <c>agent</c>, or null when it is not sold.</param>
    /// <param name="now">Its time, should it have none.</param>
    public static CustomerEvent? Read(JsonElement json, string? agentPriceId, DateTimeOffset now)
    {
        if (json.Text("id") is not { Length: > 0 and <= MaxIdLength } id || json.At("data", "object") is not { ValueKind: JsonValueKind.Object } about
            || KindOf(json.Text("type"), about) is not { } kind)
            return null;

        var isCheckout = kind == StripeEventKind.CheckoutCompleted;
        var customer = IdOf(kind == StripeEventKind.CustomerDeleted ? about.At("id") : about.At("customer"));
        var reference = about.Text("client_reference_id");
        var userId = isCheckout ? UserId(reference) : UserIdOf(about);
        // A checkout without a customer links nothing.
        if ((customer ?? (userId is null || isCheckout ? null : AccountId.User(userId).Value)) is not { } key)
            return null;

        return new CustomerEvent(key, new StripeEvent(
            id,
            kind,
            CreatedAt(json) ?? now,
            SubscriptionOf(kind, about),
            userId,
            isCheckout && string.IsNullOrEmpty(reference) ? EmailOf(about) : null,
            agentPriceId is { Length: > 0 } && PricesOf(about).Contains(agentPriceId, StringComparer.Ordinal),
            about.Text("billing_reason") == "subscription_create"));
    }

    private static StripeEventKind? KindOf(string? type, JsonElement about) => type switch
    {
        "checkout.session.completed" => StripeEventKind.CheckoutCompleted,
        "customer.subscription.created" => StripeEventKind.SubscriptionCreated,
        "customer.subscription.updated" => about.Text("status") switch
        {
            null => null,
            "active" or "trialing" => StripeEventKind.SubscriptionActive,
            "past_due" => StripeEventKind.SubscriptionPastDue,
            _ => StripeEventKind.SubscriptionEnded,
        },
        "customer.subscription.resumed" => StripeEventKind.SubscriptionActive,
        "customer.subscription.paused" => StripeEventKind.SubscriptionEnded,
        "customer.subscription.deleted" => StripeEventKind.SubscriptionDeleted,
        "invoice.payment_failed" => StripeEventKind.PaymentFailed,
        "invoice.payment_succeeded" => StripeEventKind.PaymentSucceeded,
        "customer.deleted" => StripeEventKind.CustomerDeleted,
        _ => null,
    };

    private static string? SubscriptionOf(StripeEventKind kind, JsonElement about) => kind switch
    {
        StripeEventKind.CheckoutCompleted or StripeEventKind.CustomerDeleted => null,
        // Since 2025 an invoice names it in its parent.
        StripeEventKind.PaymentFailed or StripeEventKind.PaymentSucceeded =>
            IdOf(about.At("subscription")) ?? IdOf(about.At("parent", "subscription_details", "subscription")),
        _ => IdOf(about.At("id")),
    };

    private static string? UserIdOf(JsonElement about) =>
        UserId(about.Text("metadata", UserIdKey))
        ?? UserId(about.Text("subscription_details", "metadata", UserIdKey))
        ?? UserId(about.Text("parent", "subscription_details", "metadata", UserIdKey));

    private static string? UserId(string? text) => text is not null && Uuid.TryRead(text, out var userId) ? userId : null;

    private static string? EmailOf(JsonElement about) =>
        Address(about.Text("customer_details", "email")) ?? Address(about.Text("customer_email"));

    private static string? Address(string? text) => text is null ? null : EmailAddress.Normalize(text);

    private static IEnumerable<string> PricesOf(JsonElement about)
    {
        if (IdOf(about.At("plan")) is { } plan)
            yield return plan;
        if (about.At("items", "data") is not { ValueKind: JsonValueKind.Array } items)
            yield break;
        foreach (var item in items.EnumerateArray())
        {
            if (IdOf(item.At("price")) is { } price)
                yield return price;
            if (IdOf(item.At("plan")) is { } old)
                yield return old;
        }
    }

    /// <summary>An id, also that of an object in its place.</summary>
    private static string? IdOf(JsonElement? value)
    {
        var text = value is { ValueKind: JsonValueKind.Object } expanded ? expanded.Text("id")
            : value is { ValueKind: JsonValueKind.String } id ? id.GetString() : null;
        return text is { Length: > 0 and <= MaxIdLength } && text.All(IsIdCharacter) ? text : null;
    }

    // Ids become keys of grains: without a slash no customer passes for a user.
    private static bool IsIdCharacter(char character) => character is > ' ' and < '\u007f' and not '/';

    private static DateTimeOffset? CreatedAt(JsonElement json) =>
        json.At("created") is { ValueKind: JsonValueKind.Number } number && number.TryGetInt64(out var seconds) && seconds is >= 0 and <= LastSecond
            ? DateTimeOffset.FromUnixTimeSeconds(seconds)
            : null;

    private static string? Text(this JsonElement json, params ReadOnlySpan<string> path) =>
        json.At(path) is { ValueKind: JsonValueKind.String } text ? text.GetString() : null;

    /// <summary>The member at the end of a path, or null when there is none.</summary>
    private static JsonElement? At(this JsonElement json, params ReadOnlySpan<string> path)
    {
        foreach (var name in path)
        {
            if (json.ValueKind != JsonValueKind.Object || !json.TryGetProperty(name, out json))
                return null;
        }

        return json;
    }
}
