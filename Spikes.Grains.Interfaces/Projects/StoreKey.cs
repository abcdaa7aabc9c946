namespace Spikes.Grains.Interfaces.Projects;

/// <summary>What kind of thing holds spikes (contract section 4.1).</summary>
[GenerateSerializer, Alias("spikes.store-kind")]
public enum StoreKind
{
    /// <summary>An uploaded share; the id is its UUID in lower case.</summary>
    Share = 1,

    /// <summary>A registered project; the id is its UUID in lower case.</summary>
    Project = 2,

    /// <summary>A key that nobody registered; the id is that key, a UUID in lower case.</summary>
    Unregistered = 3,
}

/// <summary>
/// Names one store. Its text, <c>share/…</c>, <c>project/…</c> or <c>key/…</c>, is the grain key and the value in the database: the prefix
/// keeps hex-like ids from aliasing in the grain storage.
/// </summary>
/// <param name="Kind">The kind of store.</param>
/// <param name="Id">Share or project id, or the unregistered key.</param>
[GenerateSerializer, Immutable, Alias("spikes.store-key")]
public readonly record struct StoreKey([property: Id(0)] StoreKind Kind, [property: Id(1)] string Id)
{
    /// <summary>The store of a share.</summary>
    /// <param name="shareId">The share's UUID in lower case.</param>
    public static StoreKey Share(string shareId) => new(StoreKind.Share, shareId);

    /// <summary>The store of a registered project.</summary>
    /// <param name="projectId">The project's UUID in lower case.</param>
    public static StoreKey Project(string projectId) => new(StoreKind.Project, projectId);

    /// <summary>The store of a key without registration.</summary>
    /// <param name="key">The key as it was sent.</param>
    public static StoreKey Unregistered(string key) => new(StoreKind.Unregistered, StoreName.Comparable(key));

    /// <summary>Reads the text that <see cref="ToString"/> gives.</summary>
    /// <exception cref="FormatException">The text is no store key.</exception>
    public static StoreKey Parse(string text)
    {
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        var kind = slash < 0 ? null : text[..slash];
        return kind switch
        {
            "share" => new(StoreKind.Share, text[(slash + 1)..]),
            "project" => new(StoreKind.Project, text[(slash + 1)..]),
            "key" => new(StoreKind.Unregistered, text[(slash + 1)..]),
            _ => throw new FormatException("A store key begins with share/, project/ or key/"),
        };
    }

    /// <inheritdoc/>
    public override string ToString() => Kind switch
    {
        StoreKind.Share => "share/" + Id,
        StoreKind.Project => "project/" + Id,
        StoreKind.Unregistered => "key/" + Id,
    };
}
