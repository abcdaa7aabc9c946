namespace Spikes.Load.Servers;

/// <summary>Cluster mode: PostgreSQL and a silo that serves HTTP, or PostgreSQL, a silo and a gateway.</summary>
internal static class ClusterUnderLoad
{
    public static Task<IServerUnderLoad> StartAsync(LoadOptions options) =>
        throw new NotSupportedException($"--mode {options.Mode}: this version has Local mode only");
}
