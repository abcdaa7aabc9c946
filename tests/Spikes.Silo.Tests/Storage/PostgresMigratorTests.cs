using Npgsql;
using Spikes.Gateway.Hosting;
using Spikes.Silo.Storage;
using Spikes.Silo.Storage.Postgres;

namespace Spikes.Silo.Tests.Storage;

public sealed class PostgresMigratorTests
{
    private static readonly Migration[] Two =
    [
        new(1, "a", "CREATE TABLE a (n integer)"),
        new(2, "b", "CREATE TABLE b (n integer); INSERT INTO b VALUES (1)"),
    ];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public void Embedded_Files_AreInOrderAndNumberedOnce()
    {
        var migrations = PostgresMigrator.Embedded();

        Assert.NotEmpty(migrations);
        Assert.Equal(1, migrations[0].Version);
        Assert.Equal(migrations.Select(migration => migration.Version).Distinct().Order(), migrations.Select(migration => migration.Version));
    }

    [Fact]
    public async Task Apply_Twice_RunsEveryFileOnce()
    {
        await using var source = NpgsqlDataSource.Create(await PostgresDatabases.EmptyDatabaseAsync());

        Assert.Equal(1, await ApplyAsync(source, Two[..1]));
        Assert.Equal(2, await ApplyAsync(source, Two));
        Assert.Equal(2, await ApplyAsync(source, Two));
        Assert.Equal(1L, await ScalarAsync(source, "SELECT count(*) FROM b"));
        Assert.Equal("1 a,2 b", await ScalarAsync(source, "SELECT string_agg(version || ' ' || name, ',' ORDER BY version) FROM schema_migrations"));
    }

    [Fact]
    public async Task Apply_TenAtOnceOnAnEmptyDatabase_AllSucceed()
    {
        var connectionString = await PostgresDatabases.EmptyDatabaseAsync();
        var migrations = PostgresMigrator.Embedded();

        var versions = await Task.WhenAll(Enumerable.Range(0, 10).Select(async _ =>
        {
            await using var source = NpgsqlDataSource.Create(connectionString);
            return await ApplyAsync(source, migrations);
        }));

        Assert.All(versions, version => Assert.Equal(migrations[^1].Version, version));
        await using var source = NpgsqlDataSource.Create(connectionString);
        Assert.Equal((long)migrations.Count, await ScalarAsync(source, "SELECT count(*) FROM schema_migrations"));
    }

    [Fact]
    public async Task Apply_FileFails_LeavesTheDatabaseAtTheVersionBefore()
    {
        await using var source = NpgsqlDataSource.Create(await PostgresDatabases.EmptyDatabaseAsync());
        Migration[] migrations = [Two[0], new(2, "b", "CREATE TABLE b (n integer); INSERT INTO missing VALUES (1)")];

        await Assert.ThrowsAsync<PostgresException>(() => ApplyAsync(source, migrations));
        Assert.Equal("a", await ScalarAsync(source, "SELECT string_agg(name, ',') FROM schema_migrations"));
        Assert.Equal(true, await ScalarAsync(source, "SELECT to_regclass('b') IS NULL"));
        Assert.Equal(2, await ApplyAsync(source, Two));
    }

    [Fact]
    public async Task Apply_DatabaseOfANewerProgram_IsRefusedForPeople()
    {
        await using var source = NpgsqlDataSource.Create(await PostgresDatabases.EmptyDatabaseAsync());
        await ApplyAsync(source, Two);

        var exception = await Assert.ThrowsAsync<StartException>(() => ApplyAsync(source, Two[..1]));
        Assert.Contains("schema version 2", exception.Message, StringComparison.Ordinal);
        Assert.Contains("newer program", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Apply_RoleWithoutTheRightToCreate_WorksOnAMigratedDatabaseAndIsToldTheCureOnAnEmptyOne()
    {
        await using var migrated = NpgsqlDataSource.Create(await PostgresDatabases.NewDatabaseAsync());
        await ScalarAsync(migrated, "CREATE ROLE reader LOGIN; GRANT SELECT ON schema_migrations TO reader");
        await using var empty = NpgsqlDataSource.Create(await PostgresDatabases.EmptyDatabaseAsync() + ";Username=reader");
        await using var source = NpgsqlDataSource.Create(migrated.ConnectionString + ";Username=reader");

        Assert.Equal(PostgresMigrator.Embedded()[^1].Version, await PostgresMigrator.ApplyAsync(source, TimeProvider.System, Token));
        await AssertFaultAsync(empty, "OWNER TO \"reader\"");
    }

    [Fact]
    public async Task Apply_AnotherHoldsTheLock_GivesUpWithALineAndWorksAfterwards()
    {
        var connectionString = await PostgresDatabases.EmptyDatabaseAsync();
        await using var source = NpgsqlDataSource.Create(connectionString);
        // A pooled connection would keep the lock until its next use.
        await using (var connection = new NpgsqlConnection(connectionString + ";Pooling=false"))
        {
            await connection.OpenAsync(Token);
            await using var command = new NpgsqlCommand(
                $"SELECT pg_advisory_lock({PostgresMigrator.LockKey})", connection);
            await command.ExecuteNonQueryAsync(Token);

            var exception = await Assert.ThrowsAsync<StartException>(
                () => PostgresMigrator.ApplyAsync(source, TimeProvider.System, Token, Two, TimeSpan.FromMilliseconds(50)));
            Assert.Contains("Another process", exception.Message, StringComparison.Ordinal);
        }

        Assert.Equal(2, await ApplyAsync(source, Two));
    }

    [Fact]
    public async Task Apply_NobodyListens_NamesTheSettingAndNoPassword()
    {
        await using var source = NpgsqlDataSource.Create("Host=127.0.0.1;Port=1;Username=u;Password=geheim;Database=d;Timeout=5");

        await AssertFaultAsync(source, "127.0.0.1:1");
    }

    [Fact]
    public async Task Apply_DatabaseIsMissing_NamesIt()
    {
        await using var source = NpgsqlDataSource.Create(await PostgresDatabases.EmptyDatabaseAsync() + ";Database=nowhere;Password=geheim");

        await AssertFaultAsync(source, "\"nowhere\"");
    }

    [Fact]
    public async Task Apply_UserIsUnknown_NamesIt()
    {
        await using var source = NpgsqlDataSource.Create(await PostgresDatabases.EmptyDatabaseAsync() + ";Username=nobody;Password=geheim");

        await AssertFaultAsync(source, "\"nobody\"");
    }

    [Fact]
    public async Task Apply_Migrated_HasEveryStatementOfOrleans()
    {
        await using var source = NpgsqlDataSource.Create(await PostgresDatabases.NewDatabaseAsync());

        var keys = await ScalarAsync(source, "SELECT string_agg(QueryKey, ' ' ORDER BY QueryKey) FROM OrleansQuery");
        Assert.Equal(
            "CleanupDefunctSiloEntriesKey CleanupDefunctSiloEntryKey ClearStorageKey DeleteMembershipTableEntriesKey DeleteReminderRowKey "
            + "DeleteReminderRowsKey DeleteStorageKey GatewaysQueryKey InsertMembershipKey InsertMembershipVersionKey MembershipReadAllKey "
            + "MembershipReadRowKey ReadFromStorageKey ReadRangeRows1Key ReadRangeRows2Key ReadReminderRowKey ReadReminderRowsKey "
            + "UpdateIAmAlivetimeKey UpdateMembershipKey UpsertReminderRowKey WriteToStorageKey",
            keys);
    }

    private static async Task AssertFaultAsync(NpgsqlDataSource source, string named)
    {
        var exception = await Assert.ThrowsAsync<StartException>(() => ApplyAsync(source, Two));
        Assert.StartsWith("ConnectionStrings:Spikes: ", exception.Message, StringComparison.Ordinal);
        Assert.Contains(named, exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("geheim", exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', exception.Message);
    }

    private static Task<int> ApplyAsync(NpgsqlDataSource source, IReadOnlyList<Migration> migrations) =>
        PostgresMigrator.ApplyAsync(source, TimeProvider.System, Token, migrations);

    private static async Task<object?> ScalarAsync(NpgsqlDataSource source, string sql)
    {
        await using var command = source.CreateCommand(sql);
        return await command.ExecuteScalarAsync(Token);
    }
}
