using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Spikes.FakeStripe;

/// <summary>The page where people pay.</summary>
internal sealed class PaySide(FakeSessions sessions, EventSender events)
{
    public void Map(WebApplication app)
    {
        app.MapGet("/pay/{id}", Show);
        app.MapPost("/pay/{id}", PayAsync);
    }

    private IResult Show(string id)
    {
        if (sessions.Checkout(id) is not { } checkout)
            return Page.NotFound;
        var cancel = checkout.CancelUrl is { } url ? Page.Link(url, "Cancel") : "";
        return Page.Of("Pay", $"<p>Price {Page.Text(checkout.Price)}, for {Page.Text(checkout.Email ?? checkout.Customer)}.</p>{Page.Button("pay", "Pay")}{cancel}");
    }

    private async Task<IResult> PayAsync(string id)
    {
        if (sessions.Checkout(id) is not { } checkout)
            return Page.NotFound;
        var bought = sessions.Add(new FakeSubscription(
            checkout.Customer ?? FakeIds.Customer(), FakeIds.Subscription(), checkout.Price, checkout.UserId));
        var status = await events.SendAsync(
            bought.CheckedOut(checkout.ClientReference, checkout.Email), bought.Changed("created"), bought.Invoiced(true, "subscription_create"));
        return status == 200
            ? Page.Leave(checkout.SuccessUrl.Replace("{CHECKOUT_SESSION_ID}", id, StringComparison.Ordinal))
            : Page.Of("Not told", $"<p>Paid, but the webhook answered {status}.</p>");
    }
}
