using Microsoft.Data.Sqlite;
using Spikes.Silo.Storage;
using Spikes.Silo.Storage.Sqlite;

using Spikes.Gateway.Hosting;

namespace Spikes.Silo.Tests.Storage;

public sealed class SqliteMigratorTests : IDisposable
{
    private readonly SqliteDatabase _database;
    private readonly string _folder = Directory.CreateTempSubdirectory("spikes-storage-").FullName;

    public SqliteMigratorTests() => _database = new SqliteDatabase(new SqliteStorageOptions(Path.Combine(_folder, "data")));

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Embedded_Files_AreNumberedFromOneWithoutGap()
    {
        var migrations = SqliteMigrator.Embedded();

        Assert.NotEmpty(migrations);
        Assert.Equal(Enumerable.Range(1, migrations.Count), migrations.Select(migration => migration.Version));
    }

    [Fact]
    public void Apply_Twice_RunsEveryFileOnce()
    {
        using var session = _database.OpenWriter();
        Migration[] migrations = [new(1, "a", "CREATE TABLE a (n) "), new(2, "b", "CREATE TABLE b (n); INSERT INTO b VALUES (1)")];

        Assert.Equal(1, SqliteMigrator.Apply(session, migrations[..1], TimeProvider.System));
        Assert.Equal(2, SqliteMigrator.Apply(session, migrations, TimeProvider.System));
        Assert.Equal(2, SqliteMigrator.Apply(session, migrations, TimeProvider.System));
        Assert.Equal(1, session.Single("SELECT count(*) FROM b", row => row.GetInt64(0)));
        Assert.Equal(2, session.Single("SELECT count(*) FROM schema_migrations", row => row.GetInt64(0)));
    }

    [Fact]
    public void Apply_FileThatCameLaterWithALowerNumber_RunsToo()
    {
        using var session = _database.OpenWriter();
        Migration[] migrations = [new(1, "a", "CREATE TABLE a (n)"), new(2, "b", "CREATE TABLE b (n)"), new(3, "c", "CREATE TABLE c (n)")];

        Assert.Equal(3, SqliteMigrator.Apply(session, [migrations[0], migrations[2]], TimeProvider.System));
        Assert.Equal(3, SqliteMigrator.Apply(session, migrations, TimeProvider.System));
        Assert.Equal(["a", "b", "c"], session.List("SELECT name FROM schema_migrations ORDER BY version", row => row.GetString(0)));
        Assert.True(session.Exists("SELECT 1 FROM sqlite_schema WHERE name = 'b'"));
    }

    [Fact]
    public void Apply_FileFails_LeavesTheDatabaseAtTheVersionBefore()
    {
        using var session = _database.OpenWriter();
        Migration[] migrations = [new(1, "a", "CREATE TABLE a (n)"), new(2, "b", "CREATE TABLE b (n); INSERT INTO missing VALUES (1)")];

        Assert.Throws<SqliteException>(() => SqliteMigrator.Apply(session, migrations, TimeProvider.System));
        Assert.False(session.InTransaction);
        Assert.Equal(["a"], session.List("SELECT name FROM schema_migrations", row => row.GetString(0)));
        Assert.False(session.Exists("SELECT 1 FROM sqlite_schema WHERE name = 'b'"));
    }

    [Fact]
    public void Apply_DatabaseOfANewerProgram_IsRefusedForPeople()
    {
        using var session = _database.OpenWriter();
        SqliteMigrator.Apply(session, [new(1, "a", "SELECT 1"), new(2, "b", "SELECT 1")], TimeProvider.System);

        var exception = Assert.Throws<StartException>(
            () => SqliteMigrator.Apply(session, [new(1, "a", "SELECT 1")], TimeProvider.System));
        Assert.Contains("schema version 2", exception.Message, StringComparison.Ordinal);
        Assert.Contains("newer program", exception.Message, StringComparison.Ordinal);
    }
}
