using System.Globalization;
using System.Text;
using Spikes.Chaos.Judging;

namespace Spikes.Chaos;

/// <summary>What is printed.</summary>
internal static class Report
{
    /// <summary>How it was measured.</summary>
    public static string Method(ChaosOptions options) => string.Create(
        CultureInfo.InvariantCulture,
        $"{options.Silos} silos, {options.Gateways} gateways and PostgreSQL (fsync on) on loopback, a new cluster for each scenario; {options.Clients} clients on "
        + $"{options.Shares} shares and keys, 12 more that fill two shares of {options.SpikeLimit} spikes; seed {options.Seed}; {Environment.ProcessorCount} cores.");

    /// <summary>All about one scenario.</summary>
    public static string Of(Verdict verdict)
    {
        var text = new StringBuilder();
        if (verdict.LeftOut is { } why)
            return $"  left out: {why}";
        foreach (var note in verdict.Notes)
            text.Append("  ").AppendLine(note);
        text.Append("  ").AppendLine(Describe(verdict.Counts));
        foreach (var measure in verdict.Measures)
            text.Append("  ").Append(measure).AppendLine();
        foreach (var failure in verdict.Failures)
            text.Append("  FAILED: ").AppendLine(failure);
        return text.ToString().TrimEnd();
    }

    /// <summary>One line for each scenario.</summary>
    public static string Table(IReadOnlyList<Verdict> verdicts)
    {
        var text = new StringBuilder("\n| scenario | acknowledged | lost/doubled/miscounted/over limit | figures | result |\n|---|---|---|---|---|\n");
        foreach (var verdict in verdicts)
            text.AppendLine(Line(verdict));
        return text.ToString().TrimEnd();
    }

    private static string Line(Verdict verdict)
    {
        var figures = string.Join("; ", verdict.Measures.Where(measure => measure.Target is not null));
        var counts = verdict.Counts;
        return string.Create(
            CultureInfo.InvariantCulture,
            $"| {verdict.Scenario} | {counts.Acknowledged} | {counts.Lost}/{counts.Doubled}/{counts.Miscounted}/{counts.OverLimit} | {figures} | {Result(verdict)} |");
    }

    private static string Result(Verdict verdict) => verdict switch
    {
        { LeftOut: { } why } => "left out: " + why,
        { Failures.Count: > 0 } => "FAILED",
        { IsGood: false } => "target missed",
        _ => "ok",
    };

    private static string Describe(Counts counts) => string.Create(
        CultureInfo.InvariantCulture,
        $"acknowledged {counts.Acknowledged}, lost {counts.Lost}, doubled {counts.Doubled}, miscounted {counts.Miscounted}, over limit {counts.OverLimit}, "
        + $"stored though refused or not sent {counts.Strange}, never answered {counts.GivenUp}");
}
