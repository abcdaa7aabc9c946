using Spikes.Grains.Interfaces.Outcomes;

namespace Spikes.Grains.Projects;

/// <summary>Which origins may post to a project (contract section 4.4).</summary>
public static class OriginRules
{
    /// <summary>The refusal of all others.</summary>
    public static readonly Refusal NotAllowed = new(ErrorCode.OriginNotAllowed, "This project does not accept spikes from this origin");

    /// <summary>Whether a request may pass: it names no origin, or the list is empty or holds it.</summary>
    /// <param name="allowed">Origins as they are stored; texts are compared exactly.</param>
    /// <param name="origin">The request's, in the same form.</param>
    public static bool Admits(IReadOnlyList<string> allowed, string? origin) =>
        origin is null || allowed.Count == 0 || allowed.Contains(origin, StringComparer.Ordinal);
}
