using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Orleans.Storage;

namespace Spikes.Silo.Storage.Postgres;

/// <summary>Registers what Orleans keeps in Cluster mode.</summary>
internal static class PostgresGrainStorageExtensions
{
    private const string Invariant = "Npgsql";

    /// <summary>Keeps membership, grain state (as JSON, under the default provider) and reminders in a migrated database.</summary>
    /// <param name="silo">The silo.</param>
    /// <param name="source">Where connections come from; the caller disposes of it after the silo.</param>
    public static ISiloBuilder AddPostgresCluster(this ISiloBuilder silo, NpgsqlDataSource source) => silo
        .UseAdoNetClustering(clustering =>
        {
            clustering.Invariant = Invariant;
            clustering.DataSource = source;
        })
        .AddAdoNetGrainStorageAsDefault(options => options.Configure<IServiceProvider>((storage, provider) =>
        {
            storage.Invariant = Invariant;
            storage.DataSource = source;
            storage.GrainStorageSerializer = ActivatorUtilities.CreateInstance<SystemTextJsonGrainStorageSerializer>(provider);
        }))
        .UseAdoNetReminderService(reminders =>
        {
            reminders.Invariant = Invariant;
            reminders.DataSource = source;
        });
}
