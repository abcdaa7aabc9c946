using System.Collections.Concurrent;
using System.Security.Cryptography;

namespace Spikes.FakeStripe;

/// <summary>A checkout that was opened.</summary>
internal sealed record FakeCheckout(
    string Id,
    string Price,
    string SuccessUrl,
    string? CancelUrl,
    string? ClientReference,
    string? Customer,
    string? Email,
    string? UserId);

/// <summary>A portal that was opened.</summary>
internal sealed record FakePortal(string Id, string Customer, string? ReturnUrl);

/// <summary>What was opened and bought, each with a bound; the oldest are forgotten.</summary>
internal sealed class FakeSessions
{
    private const int Max = 1000;

    private readonly Bounded<FakeCheckout> _checkouts = new();
    private readonly Bounded<FakePortal> _portals = new();
    private readonly Bounded<FakeSubscription> _subscriptions = new();

    public FakeCheckout Add(FakeCheckout checkout) => _checkouts.Add(checkout.Id, checkout);

    public FakePortal Add(FakePortal portal) => _portals.Add(portal.Id, portal);

    public FakeSubscription Add(FakeSubscription subscription) => _subscriptions.Add(subscription.Customer, subscription);

    public FakeCheckout? Checkout(string id) => _checkouts.Find(id);

    public FakePortal? Portal(string id) => _portals.Find(id);

    /// <summary>The customer's subscription. One that was bought before this program started gets a stand-in.</summary>
    public FakeSubscription Subscription(string customer) =>
        _subscriptions.Find(customer) ?? Add(new FakeSubscription(customer, customer.Replace("cus_", "sub_", StringComparison.Ordinal), "price_pro", null));

    private sealed class Bounded<T>
        where T : class
    {
        private readonly ConcurrentDictionary<string, T> _known = new();
        private readonly ConcurrentQueue<string> _order = new();

        public T? Find(string id) => _known.GetValueOrDefault(id);

        public T Add(string id, T value)
        {
            _known[id] = value;
            _order.Enqueue(id);
            if (_order.Count > Max && _order.TryDequeue(out var oldest))
                _known.TryRemove(oldest, out _);
            return value;
        }
    }
}

/// <summary>Ids that look like Stripe's.</summary>
public static class FakeIds
{
    private const string Letters = "ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz0123456789";

    public static string Random(int length) => RandomNumberGenerator.GetString(Letters, length);

    public static string Customer() => "cus_" + Random(14);

    public static string Subscription() => "sub_" + Random(24);
}
