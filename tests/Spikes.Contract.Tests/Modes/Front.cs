namespace Spikes.Contract.Tests.Modes;

/// <summary>Where clients reach the program with one set of settings.</summary>
/// <param name="Addresses">Of the process, or of the gateways.</param>
/// <param name="PublicUrl">Its public origin.</param>
/// <param name="AdminToken">Its admin token.</param>
/// <param name="Mails">Where its mails go; null when it shows them itself.</param>
/// <param name="Tiers">The tiers of its accounts.</param>
public sealed record Front(IReadOnlyList<Uri> Addresses, string PublicUrl, string AdminToken, PickupFolder? Mails, TierRows Tiers)
{
    private int _asked;

    /// <summary>The next of its addresses, for requests that no <see cref="SpikesApp"/> sends.</summary>
    public Uri NextAddress() => Addresses[(int)((uint)Interlocked.Increment(ref _asked) % (uint)Addresses.Count)];

    /// <summary>A client with an address of its own; each request goes to another gateway than the one before.</summary>
    public SpikesApp NewApp() => new(Addresses, AdminToken, Mails);

    /// <summary>A client that calls the program by another name.</summary>
    public SpikesApp NewApp(Uri address) => new(address, AdminToken, Mails);
}
