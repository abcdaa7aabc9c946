namespace Spikes.Repo.Tests;

/// <summary>Says who breaks a rule: all of them, a line each.</summary>
internal static class Rule
{
    public static void BrokenByNone<T>(IEnumerable<T> offenders)
    {
        var names = offenders.Select(offender => offender?.ToString()).ToList();
        Assert.True(names.Count == 0, string.Join('\n', names));
    }
}
