using System.Globalization;
using Spikes.Chaos.Judging;
using Spikes.Chaos.Posting;

namespace Spikes.Chaos.Running;

/// <summary>What a scenario has in its hands while the load runs.</summary>
internal sealed class ChaosRun(ChaosCluster cluster, ChaosOptions options, Stage stage, Traffic traffic, TimeProvider clock)
{
    /// <summary>Nothing takes so long but a hang.</summary>
    private static readonly TimeSpan RecoveryLimit = TimeSpan.FromSeconds(60);

    private readonly List<string> _notes = [];
    private readonly List<string> _failures = [];
    private readonly List<Func<Gaps, Measure>> _measures = [];
    private readonly Random _random = new(options.Seed);

    public ChaosCluster Cluster => cluster;

    public ChaosOptions Options => options;

    public Stage Stage => stage;

    public TimeProvider Clock => clock;

    public Tally Tally => traffic.Tally;

    /// <summary>Where the clients of this run post.</summary>
    public Doors Doors => traffic.Doors;

    /// <summary>From here on every store is posted to.</summary>
    public long Begin { get; } = clock.GetTimestamp();

    /// <summary>Until here nothing was hit: what was slow before is the machine.</summary>
    public long FaultAt { get; private set; }

    public IReadOnlyList<string> Notes => _notes;

    public IReadOnlyList<string> Failures => _failures;

    public IReadOnlyList<Func<Gaps, Measure>> Measures => _measures;

    public void BeginFault() => FaultAt = clock.GetTimestamp();

    /// <summary>One of them, as the seed says.</summary>
    public ClusterNode Pick(IReadOnlyList<ClusterNode> nodes) => nodes[_random.Next(nodes.Count)];

    /// <summary>A number below another, as the seed says.</summary>
    public int Pick(int below) => _random.Next(below);

    /// <summary>A client beside the load, at one of the same doors.</summary>
    public SpikesApp NewApp(int turn = 0) => cluster.NewApp(Doors.At(turn));

    /// <summary>Lets the load run for a while, as the seed says.</summary>
    public Task LetRunAsync(double leastSeconds, double mostSeconds) =>
        Task.Delay(TimeSpan.FromSeconds(leastSeconds + (_random.NextDouble() * (mostSeconds - leastSeconds))), clock);

    /// <summary>Returns when every store is acknowledged a spike that was sent after this call.</summary>
    public async Task RecoverAsync(string after)
    {
        var took = await traffic.ProgressAsync(RecoveryLimit);
        Note(string.Create(CultureInfo.InvariantCulture, $"every share is acknowledged again {took.TotalSeconds:0.00} s after {after}"));
    }

    public void Note(string text) => _notes.Add(string.Create(CultureInfo.InvariantCulture, $"{clock.GetElapsedTime(Begin).TotalSeconds,6:0.00} s  {text}"));

    public void Fail(string text) => _failures.Add(text);

    /// <summary>A figure that is known now.</summary>
    public void Add(Measure measure) => _measures.Add(_ => measure);

    /// <summary>A figure that the acknowledgements of the whole run tell.</summary>
    public void Add(Func<Gaps, Measure> measure) => _measures.Add(measure);
}
