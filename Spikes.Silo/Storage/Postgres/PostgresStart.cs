using Spikes.Gateway.Hosting;

namespace Spikes.Silo.Storage.Postgres;

/// <summary>Waits at the start for PostgreSQL.</summary>
internal static class PostgresStart
{
    /// <summary>Does what the start needs, again and again while the server cannot be reached or takes no connections now.</summary>
    /// <param name="work">What is done; it must bear being repeated after it failed halfway.</param>
    /// <param name="wait">The wait of this start.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <exception cref="StartException">The server refuses, or cannot be reached for too long.</exception>
    public static async Task WhenReachableAsync(Func<CancellationToken, Task> work, StartWait wait, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                await work(cancellationToken);
                return;
            }
            catch (StartException fault) when (PostgresFault.IsPassing(fault.InnerException))
            {
                await wait.BeforeNextTryAsync(fault, cancellationToken);
            }
        }
    }
}
