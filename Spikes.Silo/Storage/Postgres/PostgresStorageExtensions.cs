using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Spikes.Grains.Storage;
using Spikes.Silo.Mail;

namespace Spikes.Silo.Storage.Postgres;

/// <summary>Registers the storage of Cluster mode.</summary>
internal static class PostgresStorageExtensions
{
    /// <summary>Keeps rows in PostgreSQL. Call it before the silo is added: the silo then starts later and stops earlier.</summary>
    public static PostgresDatabase AddPostgresStorage(this IServiceCollection services, PostgresOptions options, ILoggerFactory logging)
    {
        // Orleans takes its connections from it too, before there is a container to ask.
        var database = new PostgresDatabase(options, TimeProvider.System, logging.CreateLogger<PostgresDatabase>());
        services.AddSingleton(options);
        services.AddSingleton(database);
        services.AddSingleton<PostgresCommitter>();
        services.AddSingleton<PostgresShareStore>();
        services.AddSingleton<PostgresMailOutbox>();
        services.AddSingleton<ISpikeStore, PostgresSpikeStore>();
        services.AddSingleton<IShareStore>(provider => provider.GetRequiredService<PostgresShareStore>());
        services.AddSingleton<IMailOutbox>(provider => provider.GetRequiredService<PostgresMailOutbox>());
        services.AddSingleton<IMailQueue>(provider => provider.GetRequiredService<PostgresMailOutbox>());
        services.AddHostedService<PostgresStorageService>();
        return database;
    }
}
