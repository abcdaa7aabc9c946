using Microsoft.Extensions.DependencyInjection;
using Npgsql;
namespace Spikes.Silo.Storage.Postgres;
internal static class PostgresMigrator { public static Task<int> ApplyAsync(NpgsqlDataSource s, TimeProvider t, CancellationToken c) => throw new NotSupportedException(); }
internal static class Stub { public static IServiceCollection AddPostgresStorage(this IServiceCollection s, string c) => s; public static ISiloBuilder AddPostgresCluster(this ISiloBuilder s) => s; }
