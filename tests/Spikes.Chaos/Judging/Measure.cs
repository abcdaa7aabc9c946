using System.Globalization;

namespace Spikes.Chaos.Judging;

/// <summary>A figure beside what it shall be at most.</summary>
/// <param name="What">In words.</param>
/// <param name="Value">The figure.</param>
/// <param name="Unit">Empty for a number of things.</param>
/// <param name="Target">At most this is good; null where nothing is promised.</param>
internal sealed record Measure(string What, double Value, string Unit, double? Target)
{
    /// <summary>Whether the promise is kept.</summary>
    public bool IsMet => Target is not { } target || Value <= target;

    public static Measure Seconds(string what, TimeSpan value, double? target) => new(what, value.TotalSeconds, " s", target);

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{What}: {Value:0.##}{Unit}{Judgement()}");

    private string Judgement() => Target is { } target
        ? string.Create(CultureInfo.InvariantCulture, $", target at most {target:0.##}{Unit}: {(IsMet ? "ok" : "MISSED")}")
        : "";
}
