namespace Spikes.Chaos.Posting;

/// <summary>
/// The gateways, or the silos, as a load balancer knows them that never asks whether one is ready: a dead one is named until its successor
/// is there, and the client that meets it goes on to the next.
/// </summary>
internal sealed class Doors
{
    private readonly Lock _lock = new();
    private volatile Uri[] _addresses = [];

    /// <summary>All of them.</summary>
    public IReadOnlyList<Uri> All => _addresses;

    /// <summary>The door of a turn; the next turn has the next door.</summary>
    public Uri At(int turn)
    {
        var addresses = _addresses;
        return addresses[(int)((uint)turn % addresses.Length)];
    }

    /// <summary>The door after another, whoever came or went meanwhile: nobody tries the same one twice in a row.</summary>
    public Uri After(Uri door)
    {
        var addresses = _addresses;
        return addresses[(Array.IndexOf(addresses, door) + 1) % addresses.Length];
    }

    public void Add(Uri address)
    {
        lock (_lock)
            _addresses = [.. _addresses, address];
    }

    public void Remove(Uri address)
    {
        lock (_lock)
            _addresses = [.. _addresses.Where(known => known != address)];
    }
}
