using Spikes.Grains.Interfaces.Projects;

namespace Spikes.Silo.Storage.Sqlite;

/// <summary>The one name space of share ids, slugs and registered keys (contract sections 4.1 and 4.3).</summary>
internal static class StoreNames
{
    /// <summary>What a name means now.</summary>
    public static ResolvedName Resolve(SqliteSession session, string name)
    {
        if (Uuid.TryRead(name, out var shareId))
        {
            var share = session.Single(
                "SELECT deleted_at IS NOT NULL FROM shares WHERE id = @id",
                row => new ResolvedName(StoreKey.Share(shareId), row.GetBoolean(0)),
                ("@id", shareId));
            if (share is not null) return share;
        }

        return session.Single(
            "SELECT store FROM names WHERE name = @name",
            row => new ResolvedName(StoreKey.Parse(row.GetString(0)), false),
            ("@name", StoreName.Comparable(name))) ?? new ResolvedName(StoreKey.Unregistered(name), false);
    }

    /// <summary>Whether a slug or a registered key has the name.</summary>
    public static bool IsTaken(SqliteSession session, string name) =>
        session.Exists("SELECT 1 FROM names WHERE name = @name", ("@name", name));

    /// <summary>Gives a name to a store.</summary>
    public static void Take(SqliteSession session, string name, StoreKey store) => session.Execute(
        "INSERT INTO names (name, store) VALUES (@name, @store)", ("@name", name), ("@store", store.ToString()));

    /// <summary>Frees a name.</summary>
    public static void Free(SqliteSession session, string name) =>
        session.Execute("DELETE FROM names WHERE name = @name", ("@name", name));
}
