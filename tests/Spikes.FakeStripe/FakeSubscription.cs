using System.Text.Json.Nodes;

namespace Spikes.FakeStripe;

/// <summary>A customer's subscription, and the events that Stripe sends about it.</summary>
/// <param name="Customer">The customer's id.</param>
/// <param name="Id">Its own id.</param>
/// <param name="Price">The price that is paid.</param>
/// <param name="UserId">What its metadata has as <c>user_id</c>, or null.</param>
public sealed record FakeSubscription(string Customer, string Id, string Price, string? UserId)
{
    /// <summary>What Stripe says of it.</summary>
    public string Status { get; init; } = "active";

    /// <summary>Whether invoices name it as before API version 2025-03-31.</summary>
    public bool HasOldInvoices { get; init; }

    /// <summary>Whether invoices name neither it nor its user, as those made by hand.</summary>
    public bool HasUnnamedInvoices { get; init; }

    /// <summary>A subscription of a new customer.</summary>
    public static FakeSubscription New(string price, string? userId = null) => new(FakeIds.Customer(), FakeIds.Subscription(), price, userId);

    /// <summary><c>checkout.session.completed</c>.</summary>
    /// <param name="clientReference">The user for whom it was opened, or null.</param>
    /// <param name="email">What was typed there, or null.</param>
    public FakeEvent CheckedOut(string? clientReference, string? email = null) => new("checkout.session.completed", new JsonObject
    {
        ["id"] = "cs_test_" + FakeIds.Random(58),
        ["object"] = "checkout.session",
        ["client_reference_id"] = clientReference,
        ["customer"] = Customer,
        ["customer_details"] = new JsonObject { ["email"] = email, ["name"] = null },
        ["customer_email"] = null,
        ["mode"] = "subscription",
        ["payment_status"] = "paid",
        ["status"] = "complete",
        ["subscription"] = Id,
    });

    /// <summary>An event <c>customer.subscription.…</c>.</summary>
    /// <param name="what">The last part of its type.</param>
    /// <param name="status">Instead of <see cref="Status"/>.</param>
    public FakeEvent Changed(string what, string? status = null) => new("customer.subscription." + what, new JsonObject
    {
        ["id"] = Id,
        ["object"] = "subscription",
        ["customer"] = Customer,
        ["items"] = new JsonObject
        {
            ["object"] = "list",
            ["data"] = new JsonArray(new JsonObject
            {
                ["id"] = "si_" + FakeIds.Random(14),
                ["object"] = "subscription_item",
                ["price"] = new JsonObject { ["id"] = Price, ["object"] = "price" },
                ["quantity"] = 1,
            }),
        },
        ["metadata"] = Metadata(),
        ["status"] = status ?? Status,
    });

    /// <summary><c>invoice.payment_succeeded</c> or <c>invoice.payment_failed</c>.</summary>
    /// <param name="isPaid">Which of the two.</param>
    /// <param name="reason">Stripe's <c>billing_reason</c>.</param>
    public FakeEvent Invoiced(bool isPaid, string reason = "subscription_cycle")
    {
        var details = new JsonObject { ["metadata"] = Metadata(), ["subscription"] = Id };
        var invoice = new JsonObject
        {
            ["id"] = "in_" + FakeIds.Random(24),
            ["object"] = "invoice",
            ["billing_reason"] = reason,
            ["customer"] = Customer,
            ["metadata"] = new JsonObject(),
            ["status"] = isPaid ? "paid" : "open",
        };
        if (HasUnnamedInvoices)
        {
            invoice[HasOldInvoices ? "subscription" : "parent"] = null;
        }
        else if (HasOldInvoices)
        {
            invoice["subscription"] = Id;
            invoice["subscription_details"] = new JsonObject { ["metadata"] = Metadata() };
        }
        else
        {
            invoice["parent"] = new JsonObject { ["type"] = "subscription_details", ["subscription_details"] = details };
        }

        return new FakeEvent(isPaid ? "invoice.payment_succeeded" : "invoice.payment_failed", invoice);
    }

    /// <summary><c>customer.deleted</c>.</summary>
    public FakeEvent CustomerDeleted() => new("customer.deleted", new JsonObject
    {
        ["id"] = Customer,
        ["object"] = "customer",
        ["metadata"] = new JsonObject(),
    });

    private JsonObject Metadata() => UserId is null ? [] : new JsonObject { ["user_id"] = UserId };
}
