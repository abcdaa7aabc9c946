using Spikes.Gateway.Hosting;

namespace Spikes.Silo.Storage.Sqlite;

/// <summary>Brings the schema to the version of this program.</summary>
internal static class SqliteMigrator
{
    /// <summary>The migrations in this program.</summary>
    public static IReadOnlyList<Migration> Embedded() => Migration.Embedded(prefix: "");

    /// <summary>Runs what the database lacks, each file in one transaction, and tells its version.</summary>
    /// <exception cref="StartException">The database was made by a newer program.</exception>
    public static int Apply(SqliteSession session, IReadOnlyList<Migration> migrations, TimeProvider timeProvider)
    {
        session.ExecuteScript(
            "CREATE TABLE IF NOT EXISTS schema_migrations (version INTEGER PRIMARY KEY, name TEXT NOT NULL, applied_at TEXT NOT NULL) STRICT");
        var applied = session.List("SELECT version FROM schema_migrations", row => row.GetInt32(0));
        var newest = migrations.Count == 0 ? 0 : migrations[^1].Version;
        if (applied.Count > 0 && applied.Max() > newest) throw Migration.Newer(applied.Max(), newest);

        foreach (var migration in migrations.Where(migration => !applied.Contains(migration.Version))) Apply(session, migration, timeProvider);
        return newest;
    }

    private static void Apply(SqliteSession session, Migration migration, TimeProvider timeProvider)
    {
        session.Execute("BEGIN IMMEDIATE");
        try
        {
            session.ExecuteScript(migration.Sql);
            session.Execute(
                "INSERT INTO schema_migrations (version, name, applied_at) VALUES (@version, @name, @at)",
                ("@version", migration.Version),
                ("@name", migration.Name),
                ("@at", Instants.ToText(Instants.Now(timeProvider))));
            session.Execute("COMMIT");
        }
        catch when (session.InTransaction)
        {
            session.Execute("ROLLBACK");
            throw;
        }
    }
}
