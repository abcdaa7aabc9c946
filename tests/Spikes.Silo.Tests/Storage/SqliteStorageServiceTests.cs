using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Spikes.Grains.Interfaces.Projects;
using Spikes.Grains.Interfaces.Spikes;
using Spikes.Grains.Storage;
using Spikes.Silo.Storage.Sqlite;

namespace Spikes.Silo.Tests.Storage;

/// <summary>The storage as a host registers it.</summary>
public sealed class SqliteStorageServiceTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("spikes-storage-").FullName;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Host_StartsAndStops_KeepsWhatWasAcknowledged()
    {
        using (var host = await StartAsync())
        {
            await host.Services.GetRequiredService<ISpikeStore>().StoreAsync(StoreKey.Unregistered("my-project"));
            Assert.NotNull(host.Services.GetRequiredService<IShareStore>());
            Assert.Same(host.Services.GetRequiredService<IMailOutbox>(), host.Services.GetRequiredService<SqliteMailOutbox>());
            await host.StopAsync(Token);
        }

        using var again = await StartAsync();
        Assert.Single(await again.Services.GetRequiredService<ISpikeStore>().PageAsync(Caller.Admin));
        await again.StopAsync(Token);
    }

    [Fact]
    public async Task IsWritable_RunningAndStopped_TellsThem()
    {
        using var host = await StartAsync();
        var readiness = host.Services.GetRequiredService<SqliteReadiness>();

        Assert.True(await readiness.IsWritableAsync(Token));
        await host.StopAsync(Token);
        Assert.False(await readiness.IsWritableAsync(Token));
    }

    [Fact]
    public async Task Read_FileIsNoDatabase_IsUnavailable()
    {
        using var host = await StartAsync();
        await host.StopAsync(Token);
        foreach (var file in Directory.GetFiles(_folder, "spikes.db*")) File.Delete(file);
        await File.WriteAllTextAsync(Path.Combine(_folder, SqliteDatabase.FileName), new string('x', 10_000), Token);

        var resolved = await host.Services.GetRequiredService<IShareStore>().ResolveAsync("demo", Token);
        var found = await host.Services.GetRequiredService<ISpikeStore>().FindAsync(Caller.Admin, null, "abcd", Token);
        Assert.Equal(ErrorCode.Unavailable, resolved.Code());
        Assert.Equal(ErrorCode.Unavailable, found.Code());
    }

    private async Task<IHost> StartAsync()
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddSqliteStorage(_folder);
        var host = builder.Build();
        await host.StartAsync(Token);
        return host;
    }
}
