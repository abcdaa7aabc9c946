namespace Spikes.Gateway.Configuration;

/// <summary>How a silo in Cluster mode uses PostgreSQL; section <c>Spikes:Postgres</c>.</summary>
internal sealed class DatabaseOptions
{
    /// <summary>
    /// Reads and single writes of a silo at once, 4 to 1000; more wait for up to a second. Default 16. The committer of spikes and the looks
    /// whether the database answers have up to 4 more.
    /// </summary>
    public int Connections { get; set; } = 16;

    /// <summary>The most connections of Orleans for members, grain state and reminders, 4 to 1000. Default 8.</summary>
    public int OrleansConnections { get; set; } = 8;

    /// <summary>After a failure of the database requests are refused at once for so long; then one tries again. Default 0.25 s.</summary>
    public TimeSpan BreakFor { get; set; } = TimeSpan.FromSeconds(0.25);
}
