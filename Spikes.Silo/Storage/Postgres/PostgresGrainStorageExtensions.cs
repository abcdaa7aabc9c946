using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Orleans.Storage;
using Spikes.Gateway.Hosting;

namespace Spikes.Silo.Storage.Postgres;

/// <summary>Registers what Orleans keeps in Cluster mode.</summary>
internal static class PostgresGrainStorageExtensions
{
    /// <summary>Keeps membership, grain state (as JSON, under the default provider) and reminders in a migrated database.</summary>
    /// <param name="silo">The silo.</param>
    /// <param name="source">Where connections come from; the caller disposes of it after the silo.</param>
    public static ISiloBuilder AddPostgresCluster(this ISiloBuilder silo, NpgsqlDataSource source) => silo
        .UseAdoNetClustering(clustering =>
        {
            clustering.Invariant = ClusterIdentity.Invariant;
            clustering.DataSource = source;
        })
        .AddAdoNetGrainStorageAsDefault(options => options.Configure<IServiceProvider>((storage, provider) =>
        {
            storage.Invariant = ClusterIdentity.Invariant;
            storage.DataSource = source;
            storage.GrainStorageSerializer = ActivatorUtilities.CreateInstance<SystemTextJsonGrainStorageSerializer>(provider);
        }))
        .UseAdoNetReminderService(reminders =>
        {
            reminders.Invariant = ClusterIdentity.Invariant;
            reminders.DataSource = source;
        });
}
