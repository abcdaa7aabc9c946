namespace Spikes.Contract.Tests.Modes;

/// <summary>Where clients reach the program with one set of settings.</summary>
/// <param name="Doors">The addresses of the process; in a cluster of the gateways, and of the silo that serves HTTP beside them.</param>
/// <param name="PublicUrl">Its public origin.</param>
/// <param name="AdminToken">Its admin token.</param>
/// <param name="Mails">Where its mails go; null when it shows them itself.</param>
/// <param name="Tiers">The tiers of its accounts.</param>
public sealed record Front(IReadOnlyList<Uri> Doors, string PublicUrl, string AdminToken, PickupFolder? Mails, TierRows Tiers)
{
    private int _asked;

    /// <summary>The next of its doors, for requests that no <see cref="SpikesApp"/> sends.</summary>
    public Uri NextDoor() => Doors[(int)((uint)Interlocked.Increment(ref _asked) % (uint)Doors.Count)];

    /// <summary>A client with an address of its own; each request goes to another door than the one before.</summary>
    public SpikesApp NewApp() => new(Doors, AdminToken, Mails);

    /// <summary>A client that calls the program by another name.</summary>
    public SpikesApp NewApp(Uri address) => new(address, AdminToken, Mails);

    /// <summary>Clients with an address of their own, one for each door.</summary>
    public SpikesApp[] NewAppsOfEachDoor() => [.. Doors.Select(NewApp)];
}
