using Spikes.Grains.Interfaces.Outcomes;

namespace Spikes.Grains.Tests.Cluster;

internal static class Outcomes
{
    /// <summary>The value, or a failed test that names the refusal.</summary>
    internal static T Value<T>(this Outcome<T> outcome)
        where T : class
    {
        if (outcome.IsSuccess(out var value, out var refusal)) return value;

        Assert.Fail($"Refused: {refusal.Code} {refusal.Message}");
        throw new InvalidOperationException();
    }

    /// <summary>The code of a refusal, or null for a success.</summary>
    internal static ErrorCode? Code<T>(this Outcome<T> outcome)
        where T : class => outcome.IsSuccess(out _, out var refusal) ? null : refusal.Code;
}
