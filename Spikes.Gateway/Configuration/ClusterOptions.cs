namespace Spikes.Gateway.Configuration;

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

    /// <summary>
    /// How long a silo waits for another's answer to a probe. Default 0.7 s; with <see cref="MissedProbes"/> it says how soon a dead silo's
    /// shares move. Much less takes a busy silo for a dead one.
    /// </summary>
    public TimeSpan ProbeTimeout { get; set; } = TimeSpan.FromSeconds(0.7);

    /// <summary>Unanswered probes in a row until a silo is declared dead, 1 to 100. Default 3.</summary>
    public int MissedProbes { get; set; } = 3;

    /// <summary>How often a silo writes that it lives. Default 2 s: after a total crash the old silos' rows count as dead soon.</summary>
    public TimeSpan AliveInterval { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>How often a silo reads the list of silos, in case it missed the news of a change. Default 10 s.</summary>
    public TimeSpan TableRefresh { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// How often a gateway reads the list of silos. Default 1 s: the connection to a paused silo stays open, and until the list tells otherwise
    /// a share of all calls goes into it, also after the other silos have struck it off.
    /// </summary>
    public TimeSpan GatewayRefresh { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// How often a silo looks whether the database answers, and how long it waits for that. Default 1 s. A write that meets a database which
    /// answers nobody gives up after as long and 0.2 s. After
    /// <see cref="MissedDatabaseProbes"/> in vain it stops if another silo reaches the database: its shares then move there.
    /// </summary>
    public TimeSpan DatabaseProbePeriod { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// Looks in vain in a row until a silo that alone lost the database stops, 3 to 100. Default 5. Fewer would end silos after an outage for
    /// all, of which one silo is always the first to see the end.
    /// </summary>
    public int MissedDatabaseProbes { get; set; } = 5;

    /// <summary>
    /// How long a gateway waits for a grain, give or take half a second, 2 s to 1 min; what may be asked again is asked once more. Default
    /// 2 s; less than storage needs to refuse would turn its refusals into silence.
    /// </summary>
    public TimeSpan GrainCallTimeout { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>
    /// <see cref="GrainCallTimeout"/> as Orleans needs it: it looks once a second, or once in a shorter timeout, which calls have expired,
    /// and so lets them wait for up to that much longer.
    /// </summary>
    internal TimeSpan ResponseTimeout =>
        GrainCallTimeout > TimeSpan.FromSeconds(1) ? GrainCallTimeout - TimeSpan.FromSeconds(0.5) : GrainCallTimeout;

    /// <summary>
    /// How long a stop goes on serving while it says that it is not ready, so that load balancers look elsewhere first. Default 5 s.
    /// </summary>
    public TimeSpan ReadinessDelay { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How long requests may go on after that until their connections are cut. Default 25 s.</summary>
    public TimeSpan DrainTime { get; set; } = TimeSpan.FromSeconds(25);
}
