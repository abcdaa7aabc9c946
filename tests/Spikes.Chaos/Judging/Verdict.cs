namespace Spikes.Chaos.Judging;

/// <summary>What a run of one scenario came to.</summary>
/// <param name="Scenario">Its name.</param>
/// <param name="Counts">What was acknowledged and what is stored.</param>
/// <param name="Measures">Times and numbers; a missed target is no failure by itself.</param>
/// <param name="Notes">What happened, in order.</param>
/// <param name="Failures">What must never be, a line each.</param>
internal sealed record Verdict(
    string Scenario, Counts Counts, IReadOnlyList<Measure> Measures, IReadOnlyList<string> Notes, IReadOnlyList<string> Failures)
{
    /// <summary>Why the scenario was left out on this machine, or null.</summary>
    public string? LeftOut { get; init; }

    /// <summary>Nothing failed and every target is met.</summary>
    public bool IsGood => Failures.Count == 0 && Measures.All(measure => measure.IsMet);

    public static Verdict NotRun(string scenario, string why) => new(scenario, new Counts(), [], [], []) { LeftOut = why };

    public static Verdict Broken(string scenario, string why) => new(scenario, new Counts(), [], [], [why]);
}
