using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Spikes.Grains.Storage;
using Spikes.Silo.Mail;
using Spikes.Silo.Webhooks;

namespace Spikes.Silo.Storage.Postgres;

/// <summary>Registers the storage of Cluster mode.</summary>
internal static class PostgresStorageExtensions
{
    /// <summary>Keeps rows in PostgreSQL. Call it before the silo is added: the silo then starts later and stops earlier.</summary>
    /// <param name="services">The services of the host.</param>
    /// <param name="options">How the database is used.</param>
    /// <param name="source">Made of them; the caller disposes of it after the host.</param>
    public static void AddPostgresStorage(this IServiceCollection services, PostgresOptions options, NpgsqlDataSource source)
    {
        services.AddSingleton(options);
        services.AddSingleton(source);
        services.AddSingleton<PostgresDatabase>();
        services.AddSingleton<PostgresCommitter>();
        services.AddSingleton<PostgresShareStore>();
        services.AddSingleton<PostgresMailOutbox>();
        services.AddSingleton<WorkSignal>();
        services.AddSingleton<IWebhookQueue, PostgresWebhookOutbox>();
        services.AddSingleton<ISpikeStore, PostgresSpikeStore>();
        services.AddSingleton<IShareStore>(provider => provider.GetRequiredService<PostgresShareStore>());
        services.AddSingleton<IApiKeyStore, PostgresApiKeyStore>();
        services.AddSingleton<IProjectStore, PostgresProjectStore>();
        services.AddSingleton<IAccountStore, PostgresAccountStore>();
        services.AddSingleton<IGrainStateRows, PostgresGrainStateRows>();
        services.AddSingleton<IMailOutbox>(provider => provider.GetRequiredService<PostgresMailOutbox>());
        services.AddSingleton<IMailQueue>(provider => provider.GetRequiredService<PostgresMailOutbox>());
        services.AddHostedService<PostgresStorageService>();
    }
}
