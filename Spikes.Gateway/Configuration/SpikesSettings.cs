namespace Spikes.Gateway.Configuration;

/// <summary>What the process itself reads from section <c>Spikes</c>; the gateway and the grains bind their own options.</summary>
internal sealed class SpikesSettings
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Spikes";

    /// <summary>The folder of <see cref="DataDirectory"/> when it is not set, relative to the working directory.</summary>
    public const string DefaultDataDirectory = "./data";

    /// <summary>How the process is composed. Default <see cref="SpikesMode.Local"/>.</summary>
    public SpikesMode Mode { get; set; } = SpikesMode.Local;

    /// <summary>Local mode: the folder of all stored state, made when absent. Default <c>./data</c>.</summary>
    public string DataDirectory { get; set; } = DefaultDataDirectory;

    /// <summary>Outgoing mail.</summary>
    public MailOptions Mail { get; set; } = new();

    /// <summary>The Orleans cluster.</summary>
    public ClusterOptions Cluster { get; set; } = new();

    /// <summary>The database of Cluster mode.</summary>
    public DatabaseOptions Postgres { get; set; } = new();

    /// <summary>Outgoing webhooks.</summary>
    public WebhookOptions Webhooks { get; set; } = new();
}

/// <summary>How the process is composed.</summary>
internal enum SpikesMode
{
    /// <summary>Gateway and silo in one process, state in files.</summary>
    Local,

    /// <summary>One of several silos, state in PostgreSQL.</summary>
    Cluster,
}
