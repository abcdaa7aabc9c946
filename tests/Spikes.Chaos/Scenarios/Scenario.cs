using Spikes.Chaos.Running;

namespace Spikes.Chaos.Scenarios;

/// <summary>One fault under load.</summary>
/// <param name="Name">On the command line.</param>
/// <param name="What">What happens, for the reader of the output.</param>
/// <param name="Fault">Brings it about, and puts everything back in order.</param>
internal sealed record Scenario(string Name, string What, Func<ChaosRun, Task> Fault)
{
    /// <summary>In the order of a whole run.</summary>
    public static readonly IReadOnlyList<Scenario> All =
    [
        new("kill-silo", "kill -9 of a silo, one after the other", SiloFaults.KillAsync) { GapTarget = 3 },
        new("kill-all-silos", "kill -9 of all silos, new ones at new addresses", SiloFaults.KillAllAsync),
        new("pause-silo", "SIGSTOP of a silo, SIGCONT later", SiloFaults.PauseAsync) { GapTarget = 6 },
        new("kill-serving-silo", "kill -9 of a silo, one after the other, with clients at the silos instead of gateways", SiloFaults.KillAsync)
        {
            GapTarget = 3, IsAtSilos = true,
        },
        new("pause-serving-silo", "SIGSTOP of a silo, SIGCONT later, with clients at the silos instead of gateways", SiloFaults.PauseAsync)
        {
            GapTarget = 6, IsAtSilos = true, LongestPatience = TimeSpan.FromSeconds(2),
        },
        new("postgres-kill-2s", "kill -9 of PostgreSQL, back after 2 s", run => DatabaseFaults.KillAsync(run, 2)) { IsAnswered = true },
        new("postgres-kill-20s", "kill -9 of PostgreSQL, back after 20 s", run => DatabaseFaults.KillAsync(run, 20)) { IsAnswered = true },
        new("postgres-stop-2s", "immediate stop of PostgreSQL, back after 2 s", run => DatabaseFaults.StopAsync(run, 2)) { IsAnswered = true },
        new("postgres-stop-20s", "immediate stop of PostgreSQL, back after 20 s", run => DatabaseFaults.StopAsync(run, 20)) { IsAnswered = true },
        new("postgres-pause", "SIGSTOP of PostgreSQL, SIGCONT after 5 s", run => DatabaseFaults.PauseAsync(run, 5)) { IsAnswered = true },
        new("term-silo", "SIGTERM of a silo", SiloFaults.TerminateAsync) { GapTarget = 2, IsGraceful = true, IsAnswered = true },
        new("term-serving-silo", "SIGTERM of a silo, with clients at the silos instead of gateways", SiloFaults.TerminateAsync)
        {
            GapTarget = 2, IsGraceful = true, IsAnswered = true, IsAtSilos = true,
        },
        new("term-gateway", "SIGTERM of a gateway", GatewayFaults.TerminateAsync) { GapTarget = 2, IsGraceful = true, IsAnswered = true },
        new("kill-gateway-uploads", "kill -9 of a gateway in the middle of uploads", UploadFaults.KillGatewayAsync),
        new("kill-silo-uploads", "kill -9 of a silo in the middle of uploads", UploadFaults.KillSiloAsync),
        new("rolling-restart", "every silo and gateway replaced, one after the other", RollingRestart.RunAsync) { GapTarget = 2, IsGraceful = true, IsAnswered = true },
        new("partition-silos", "a silo reaches PostgreSQL, but no silo and no gateway", run => Partition.CutAsync(run, fromSilos: true, fromDatabase: false))
        {
            GapTarget = 6, NeedsNetwork = true,
        },
        new("partition-postgres", "a silo reaches the others, but not PostgreSQL", run => Partition.CutAsync(run, fromSilos: false, fromDatabase: true))
        {
            GapTarget = 10, NeedsNetwork = true,
        },
        new("partition-all", "a silo reaches nobody", run => Partition.CutAsync(run, fromSilos: true, fromDatabase: true))
        {
            GapTarget = 6, NeedsNetwork = true,
        },
    ];

    /// <summary>The longest time of one share without an acknowledgement, in seconds; null where the fault itself decides.</summary>
    public double? GapTarget { get; init; }

    /// <summary>Whether a client that tries twice shall see no failure.</summary>
    public bool IsGraceful { get; init; }

    /// <summary>Whether every request is answered in time: no process dies or hangs that somebody waits for.</summary>
    public bool IsAnswered { get; init; }

    /// <summary>Whether clients talk to silos, which serve HTTP too, instead of gateways.</summary>
    public bool IsAtSilos { get; init; }

    /// <summary>
    /// The most that clients wait for an answer; null for as long as the command line says. Where a door itself hangs, only their own limit
    /// sends them on to another, so it must fit into the target.
    /// </summary>
    public TimeSpan? LongestPatience { get; init; }

    /// <summary>Whether one silo runs in a network of its own, which can be cut.</summary>
    public bool NeedsNetwork { get; init; }
}
