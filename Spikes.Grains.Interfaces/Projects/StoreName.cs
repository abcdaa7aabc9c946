namespace Spikes.Grains.Interfaces.Projects;

/// <summary>Names of stores: share ids, slugs and project keys (contract section 4.1).</summary>
public static class StoreName
{
    /// <summary>The form in which names are compared: exactly as they are, UUIDs in lower case.</summary>
    /// <param name="name">The name as it was sent.</param>
    public static string Comparable(string name) => Uuid.TryRead(name, out var lowerCase) ? lowerCase : name;

    /// <summary>The key of the name's <see cref="IStoreNameGrain"/>.</summary>
    /// <param name="name">The name as it was sent.</param>
    public static string GrainKey(string name) => "name/" + Comparable(name);
}
