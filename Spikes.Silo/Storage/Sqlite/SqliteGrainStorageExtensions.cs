using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Orleans.Storage;
using Spikes.Grains.Storage;

namespace Spikes.Silo.Storage.Sqlite;

/// <summary>Registers the grain state of Local mode.</summary>
internal static class SqliteGrainStorageExtensions
{
    // The provider knows SQLite only by this name, although it uses Microsoft.Data.Sqlite.
    private const string Invariant = "System.Data.SQLite";

    /// <summary>Keeps grain state in <c>grains.db</c>, as JSON, under the default provider.</summary>
    /// <param name="silo">The silo.</param>
    /// <param name="dataDirectory">Made when absent.</param>
    public static ISiloBuilder AddSqliteGrainStorage(this ISiloBuilder silo, string dataDirectory)
    {
        silo.Services.TryAddSingleton(TimeProvider.System);
        silo.Services.AddSingleton<ILifecycleParticipant<ISiloLifecycle>>(
            provider => ActivatorUtilities.CreateInstance<SqliteGrainSchema>(provider, dataDirectory));
        silo.Services.AddSingleton<IGrainStateRows>(
            provider => ActivatorUtilities.CreateInstance<SqliteGrainStateRows>(provider, dataDirectory));
        silo.AddAdoNetGrainStorageAsDefault(options => options.Configure<IServiceProvider>((storage, provider) =>
        {
            storage.Invariant = Invariant;
            storage.ConnectionString = SqliteGrainSchema.ConnectionString(dataDirectory);
            storage.GrainStorageSerializer = ActivatorUtilities.CreateInstance<SystemTextJsonGrainStorageSerializer>(provider);
        }));
        return silo;
    }
}
