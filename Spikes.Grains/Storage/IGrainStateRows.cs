using Spikes.Grains.Interfaces.Outcomes;
using Spikes.Grains.Interfaces.Users;

namespace Spikes.Grains.Storage;

/// <summary>The rows of the grain storage, as a whole: grains read and write their own through Orleans.</summary>
public interface IGrainStateRows
{
    /// <summary>
    /// Removes the rows of one kind that were written last before an instant, some at a time, so that grains hardly wait.
    /// </summary>
    /// <param name="kind">What the keys of the grains begin with, before the slash.</param>
    /// <param name="before">The instant; the clock of the database decides when a row was written.</param>
    /// <param name="cancellationToken">Ends it between two steps.</param>
    /// <returns><see cref="Refusal.Unavailable"/> when storage failed; what was removed until then stays removed.</returns>
    Task<Outcome<Done>> RemoveAsync(string kind, DateTimeOffset before, CancellationToken cancellationToken);
}
