using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Orleans.Storage;
using Spikes.Gateway.Hosting;

namespace Spikes.Silo.Storage.Postgres;

/// <summary>Registers what Orleans keeps in Cluster mode.</summary>
internal static class PostgresGrainStorageExtensions
{
    /// <summary>The provider behind the default one, which limits its reads.</summary>
    private const string Unlimited = "Unlimited";

    private const string Default = "Default";

    /// <summary>Keeps membership, grain state (as JSON, under the default provider) and reminders in a migrated database.</summary>
    /// <param name="silo">The silo.</param>
    /// <param name="source">Where connections come from; the caller disposes of it after the silo.</param>
    /// <param name="longestRead">How long a read of grain state may take.</param>
    public static ISiloBuilder AddPostgresCluster(this ISiloBuilder silo, NpgsqlDataSource source, TimeSpan longestRead) => silo
        .UseAdoNetClustering(clustering =>
        {
            clustering.Invariant = ClusterIdentity.Invariant;
            clustering.DataSource = source;
        })
        .AddAdoNetGrainStorage(Unlimited, options => options.Configure<IServiceProvider>((storage, provider) =>
        {
            storage.Invariant = ClusterIdentity.Invariant;
            storage.DataSource = source;
            storage.GrainStorageSerializer = ActivatorUtilities.CreateInstance<SystemTextJsonGrainStorageSerializer>(provider);
        }))
        .ConfigureServices(services => services
            .AddKeyedSingleton<IGrainStorage>(Default, (provider, _) => new LimitedGrainStorage(
                provider.GetRequiredKeyedService<IGrainStorage>(Unlimited), longestRead, provider.GetRequiredService<TimeProvider>()))
            .AddSingleton(provider => provider.GetRequiredKeyedService<IGrainStorage>(Default)))
        .UseAdoNetReminderService(reminders =>
        {
            reminders.Invariant = ClusterIdentity.Invariant;
            reminders.DataSource = source;
        });
}
