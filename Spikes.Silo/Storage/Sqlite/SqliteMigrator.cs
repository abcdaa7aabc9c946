using System.Globalization;
using System.Reflection;

using Spikes.Gateway.Hosting;

namespace Spikes.Silo.Storage.Sqlite;

/// <summary>One numbered change of the schema.</summary>
internal sealed record SqliteMigration(int Version, string Name, string Sql);

/// <summary>Brings the schema to the version of this program.</summary>
internal static class SqliteMigrator
{
    private const int VersionDigits = 4;

    /// <summary>The migrations in this program: the resources <c>0001-….sql</c> and on, in order.</summary>
    public static IReadOnlyList<SqliteMigration> Embedded()
    {
        var assembly = typeof(SqliteMigrator).Assembly;
        return [.. assembly.GetManifestResourceNames()
            .Where(name => name.EndsWith(".sql", StringComparison.Ordinal) && name.Take(VersionDigits).All(char.IsAsciiDigit))
            .Select(name => new SqliteMigration(
                int.Parse(name.AsSpan(0, VersionDigits), NumberStyles.None, CultureInfo.InvariantCulture), name, ReadText(assembly, name)))
            .OrderBy(migration => migration.Version)];
    }

    /// <summary>Runs what the database lacks, each file in one transaction, and tells its version.</summary>
    /// <exception cref="StartException">The database was made by a newer program.</exception>
    public static int Apply(SqliteSession session, IReadOnlyList<SqliteMigration> migrations, TimeProvider timeProvider)
    {
        session.ExecuteScript(
            "CREATE TABLE IF NOT EXISTS schema_migrations (version INTEGER PRIMARY KEY, name TEXT NOT NULL, applied_at TEXT NOT NULL) STRICT");
        var version = (int)session.Single("SELECT coalesce(max(version), 0) FROM schema_migrations", row => row.GetInt64(0));
        var newest = migrations.Count == 0 ? 0 : migrations[^1].Version;
        if (version > newest)
        {
            throw new StartException(
                $"The database has schema version {version}, this program knows only {newest}: it was written by a newer program");
        }

        foreach (var migration in migrations.Where(migration => migration.Version > version)) Apply(session, migration, timeProvider);
        return newest;
    }

    /// <summary>The text of an embedded file.</summary>
    public static string ReadText(Assembly assembly, string name)
    {
        using var stream = assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException("The resource " + name + " is missing");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    private static void Apply(SqliteSession session, SqliteMigration migration, TimeProvider timeProvider)
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
