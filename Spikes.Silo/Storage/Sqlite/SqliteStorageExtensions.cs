using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Spikes.Grains.Storage;
using Spikes.Silo.Mail;
using Spikes.Silo.Webhooks;

namespace Spikes.Silo.Storage.Sqlite;

/// <summary>Registers the storage of Local mode.</summary>
internal static class SqliteStorageExtensions
{
    /// <summary>Keeps rows in <c>spikes.db</c>. Call it before the silo is added: the silo then starts later and stops earlier.</summary>
    /// <param name="services">The services of the host.</param>
    /// <param name="dataDirectory">Made when absent.</param>
    public static IServiceCollection AddSqliteStorage(this IServiceCollection services, string dataDirectory)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(new SqliteStorageOptions(dataDirectory));
        services.AddSingleton<SqliteDatabase>();
        services.AddSingleton<SqliteWriter>();
        services.AddSingleton<SqliteReaders>();
        services.AddSingleton<SqliteReadiness>();
        services.AddSingleton<SpikeWrites>();
        services.AddSingleton<SharePublisher>();
        services.AddSingleton<ShareDeletes>();
        services.AddSingleton<SqliteMailOutbox>();
        services.AddSingleton<WorkSignal>();
        services.AddSingleton<IWebhookQueue, SqliteWebhookOutbox>();
        services.AddSingleton<ISpikeStore, SqliteSpikeStore>();
        services.AddSingleton<IShareStore, SqliteShareStore>();
        services.AddSingleton<IApiKeyStore, SqliteApiKeyStore>();
        services.AddSingleton<IProjectStore, SqliteProjectStore>();
        services.AddSingleton<IAccountStore, SqliteAccountStore>();
        services.AddSingleton<IMailOutbox>(provider => provider.GetRequiredService<SqliteMailOutbox>());
        services.AddSingleton<IMailQueue>(provider => provider.GetRequiredService<SqliteMailOutbox>());
        services.AddHostedService<SqliteStorageService>();
        return services;
    }
}
