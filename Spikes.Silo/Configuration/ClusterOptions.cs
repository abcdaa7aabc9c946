namespace Spikes.Silo.Configuration;

/// <summary>The Orleans cluster; section <c>Spikes:Cluster</c>.</summary>
internal sealed class ClusterOptions
{
    /// <summary>Name of the deployment; may change with each. Default <c>spikes</c>.</summary>
    public string ClusterId { get; set; } = "spikes";

    /// <summary>Name of the service. Part of every key of stored grain state: another value hides all of it. Default <c>spikes</c>.</summary>
    public string ServiceId { get; set; } = "spikes";

    /// <summary>Port for other silos, 1 to 65535. Default 11111; Local mode takes a free one.</summary>
    public int SiloPort { get; set; } = 11111;

    /// <summary>Port for gateways, 1 to 65535. Default 30000; Local mode opens none.</summary>
    public int GatewayPort { get; set; } = 30000;

    /// <summary>Whether a silo in Cluster mode also serves the HTTP contract. Default false.</summary>
    public bool ServeHttp { get; set; }

    /// <summary>Address that other nodes dial. Default: that of the pod on Kubernetes, else of the host.</summary>
    public string? AdvertisedAddress { get; set; }
}
