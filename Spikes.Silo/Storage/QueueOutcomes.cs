using Spikes.Grains.Interfaces.Outcomes;

namespace Spikes.Silo.Storage;

/// <summary>Outcomes as pumps want them: an outage is to them like any other fault of their queue. They log, wait and come again.</summary>
internal static class QueueOutcomes
{
    /// <summary>The value.</summary>
    /// <exception cref="IOException">The database refused or was away.</exception>
    public static T Require<T>(Outcome<T> outcome)
        where T : class => outcome.IsSuccess(out var value, out var refusal) ? value : throw new IOException(refusal.Message);
}
