using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Npgsql;
using Orleans.Configuration;
using Orleans.Runtime.MembershipService;

namespace Spikes.Silo.Tests.Storage;

/// <summary>The membership statements by the provider that runs them.</summary>
public sealed class PostgresMembershipTests : IAsyncLifetime
{
    private static readonly DateTime Now = new(2030, 1, 2, 3, 4, 5, DateTimeKind.Utc);

    private NpgsqlDataSource _source = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _source = NpgsqlDataSource.Create(await PostgresDatabases.NewDatabaseAsync());

    public ValueTask DisposeAsync() => _source.DisposeAsync();

    [Fact]
    public async Task Insert_TenSilosAtOnce_EachMakesOneVersion()
    {
        await Task.WhenAll(Enumerable.Range(1, 10).Select(number => Task.Run(
            async () =>
            {
                var table = await OpenAsync();
                TableVersion version;
                do version = (await table.ReadAllAsync(Token)).Version;
                while (!await table.InsertRowAsync(Silo(number), version.Next(), Token));
            },
            Token)));

        var all = await (await OpenAsync()).ReadAllAsync(Token);
        Assert.Equal((10, 10), (all.Members.Count, all.Version.Version));
    }

    [Fact]
    public async Task Update_TenOfOneVersion_OneSucceeds()
    {
        var table = await OpenAsync();
        Assert.True(await table.InsertRowAsync(Silo(1), (await table.ReadAllAsync(Token)).Version.Next(), Token));
        var entry = (await table.ReadAllAsync(Token)).Members.Single().Item1;
        var version = (await table.ReadAllAsync(Token)).Version;
        entry.Status = SiloStatus.Active;

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => Task.Run(
            () => table.UpdateRowAsync(entry, version.VersionEtag, version.Next(), Token), Token)));

        Assert.Equal(1, outcomes.Count(succeeded => succeeded));
        var row = await table.ReadRowAsync(entry.SiloAddress, Token);
        Assert.Equal((2, SiloStatus.Active), (row.Version.Version, row.Members.Single().Item1.Status));
    }

    [Fact]
    public async Task InsertAndUpdate_WrongVersionOrRow_ChangeNothing()
    {
        var table = await OpenAsync();
        var start = (await table.ReadAllAsync(Token)).Version;
        Assert.True(await table.InsertRowAsync(Silo(1), start.Next(), Token));
        Assert.False(await table.InsertRowAsync(Silo(2), start.Next(), Token));
        var version = (await table.ReadAllAsync(Token)).Version;

        Assert.False(await table.InsertRowAsync(Silo(1), version.Next(), Token));
        Assert.False(await table.UpdateRowAsync(Silo(3), version.VersionEtag, version.Next(), Token));
        var missing = await table.ReadRowAsync(Silo(3).SiloAddress, Token);
        Assert.Equal((0, 1), (missing.Members.Count, missing.Version.Version));
    }

    [Fact]
    public async Task Cleanup_DeadAndOld_IsRemovedAndNothingElse()
    {
        var table = await OpenAsync();
        foreach (var (number, status) in new[] { (1, SiloStatus.Dead), (2, SiloStatus.Active) })
        {
            var silo = Silo(number);
            silo.Status = status;
            silo.StartTime = silo.IAmAliveTime = Now.AddTicks(1234567);
            await table.InsertRowAsync(silo, (await table.ReadAllAsync(Token)).Version.Next(), Token);
            silo.SuspectTimes = [Tuple.Create(Silo(2).SiloAddress, Now)];
            var version = (await table.ReadAllAsync(Token)).Version;
            Assert.True(await table.UpdateRowAsync(silo, version.VersionEtag, version.Next(), Token));
        }

        await table.CleanupDefunctSiloEntriesAsync(Now, Token);
        Assert.Equal(2, (await table.ReadAllAsync(Token)).Members.Count);
        await table.CleanupDefunctSiloEntriesAsync(Now.AddDays(1), Token);
        Assert.Equal(SiloStatus.Active, (await table.ReadAllAsync(Token)).Members.Single().Item1.Status);
    }

    [Fact]
    public async Task IAmAlive_EarlierTime_KeepsTheLater()
    {
        var table = await OpenAsync();
        var silo = Silo(1);
        await table.InsertRowAsync(silo, (await table.ReadAllAsync(Token)).Version.Next(), Token);
        foreach (var seconds in new[] { 9, 5 })
        {
            silo.IAmAliveTime = Now.AddSeconds(seconds);
            await table.UpdateIAmAliveAsync(silo, Token);
        }

        Assert.Equal(Now.AddSeconds(9), (await table.ReadAllAsync(Token)).Members.Single().Item1.IAmAliveTime);
        await table.DeleteMembershipTableEntriesAsync("test", Token);
        await using var count = _source.CreateCommand("SELECT count(*) FROM OrleansMembershipTable");
        Assert.Equal(0L, await count.ExecuteScalarAsync(Token));
    }

    private static MembershipEntry Silo(int number) => new()
    {
        SiloAddress = SiloAddress.New(IPAddress.Loopback, 20_000 + number, 1),
        SiloName = "silo",
        HostName = "host",
        Status = SiloStatus.Joining,
        ProxyPort = 30_000,
        StartTime = Now,
        IAmAliveTime = Now,
        SuspectTimes = [],
    };

    private async Task<AdoNetClusteringTable> OpenAsync()
    {
        var table = new AdoNetClusteringTable(
            new ServiceCollection().BuildServiceProvider(),
            Options.Create(new ClusterOptions { ClusterId = "test", ServiceId = "test" }),
            Options.Create(new AdoNetClusteringSiloOptions { Invariant = "Npgsql", DataSource = _source }),
            NullLogger<AdoNetClusteringTable>.Instance);
        await table.InitializeMembershipTableAsync(tryInitTableVersion: true, Token);
        return table;
    }
}
