using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using Orleans.Configuration;
using Spikes.Silo.Storage.Postgres;

namespace Spikes.Silo.Tests.Storage;

/// <summary>Silos as the product hosts them, that find each other by the database.</summary>
public sealed class PostgresClusterTests : IAsyncLifetime
{
    private NpgsqlDataSource _source = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _source = NpgsqlDataSource.Create(await PostgresDatabases.NewDatabaseAsync());

    public ValueTask DisposeAsync() => _source.DisposeAsync();

    [Fact]
    public async Task TwoSilos_StartAndStop_AreActiveThenDead()
    {
        using var first = await StartSiloAsync();
        using var second = await StartSiloAsync();

        Assert.Equal(2, await SilosAsync(SiloStatus.Active));
        await second.StopAsync(Token);
        Assert.Equal((1, 1), (await SilosAsync(SiloStatus.Active), await SilosAsync(SiloStatus.Dead)));
        await first.StopAsync(Token);
        Assert.Equal((0, 2), (await SilosAsync(SiloStatus.Active), await SilosAsync(SiloStatus.Dead)));
    }

    [Fact]
    public async Task Reminder_OfOneSilo_IsReadChangedAndRemovedByAnother()
    {
        using var first = await StartSiloAsync();
        using var second = await StartSiloAsync();
        var (here, there) = (first.Services.GetRequiredService<IReminderTable>(), second.Services.GetRequiredService<IReminderTable>());
        var id = GrainId.Create("spikes.test", "test/reminded");
        var entry = new ReminderEntry
        {
            GrainId = id,
            ReminderName = "pump",
            StartAt = new DateTime(2030, 1, 2, 3, 4, 5, DateTimeKind.Utc),
            Period = TimeSpan.FromMinutes(5),
        };

        var tag = (await here.UpsertRow(entry, Token))!;
        var read = await there.ReadRow(id, "pump", Token);
        Assert.NotNull(read);
        Assert.Equal((tag, entry.StartAt, entry.Period), (read.ETag, read.StartAt, read.Period));

        var newer = (await there.UpsertRow(entry, Token))!;
        Assert.NotEqual(tag, newer);
        Assert.False(await here.RemoveRow(id, "pump", tag, Token));
        var hash = id.GetUniformHashCode();
        Assert.Single((await here.ReadRows(hash - 1, hash, Token)).Reminders);
        Assert.Single((await here.ReadRows(hash, hash, Token)).Reminders);
        Assert.Empty((await here.ReadRows(hash, hash + 1, Token)).Reminders);
        Assert.Single((await here.ReadRows(id, Token)).Reminders);
        Assert.True(await here.RemoveRow(id, "pump", newer, Token));
        Assert.Null(await there.ReadRow(id, "pump", Token));
    }

    private async Task<int> SilosAsync(SiloStatus status)
    {
        await using var command = _source.CreateCommand("SELECT count(*)::integer FROM OrleansMembershipTable WHERE Status = @status");
        command.Parameters.AddWithValue("status", (int)status);
        return (int)(await command.ExecuteScalarAsync(Token))!;
    }

    private async Task<IHost> StartSiloAsync()
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders();
        builder.UseOrleans(silo => silo
            .Configure<ClusterOptions>(cluster => cluster.ClusterId = cluster.ServiceId = "test")
            .ConfigureEndpoints(IPAddress.Loopback, LoopbackPort.Free(), LoopbackPort.Free())
            .AddPostgresCluster(_source, TimeSpan.FromSeconds(60)));
        var host = builder.Build();
        await host.StartAsync(Token);
        return host;
    }
}
