using System.Net.Sockets;
using Npgsql;
using Spikes.Gateway.Hosting;

namespace Spikes.Silo.Storage.Postgres;

/// <summary>Waits at the start for PostgreSQL: who starts both together need not know which one comes up first.</summary>
internal static class PostgresStart
{
    /// <summary>How long a start waits. After it the process ends, and whoever watches it starts it again.</summary>
    public static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(60);

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    /// <summary>Does what the start needs, again and again while the server cannot be reached or takes no connections now.</summary>
    /// <param name="work">What is done; it must bear being repeated after it failed halfway.</param>
    /// <param name="tell">Told once, on one line, what is waited for.</param>
    /// <param name="time">Measures the wait and the pauses of a second.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <exception cref="StartException">The server refuses, or cannot be reached for <see cref="LongestWait"/>.</exception>
    public static async Task WhenReachableAsync(
        Func<CancellationToken, Task> work, Action<string> tell, TimeProvider time, CancellationToken cancellationToken)
    {
        var start = time.GetTimestamp();
        for (var isFirst = true; ; isFirst = false)
        {
            try
            {
                await work(cancellationToken);
                return;
            }
            catch (StartException fault) when (IsPassing(fault.InnerException) && time.GetElapsedTime(start) < LongestWait)
            {
                if (isFirst) tell(FormattableString.Invariant($"waiting for up to {LongestWait.TotalSeconds} s: {fault.Message}"));
                await Task.Delay(Pause, time, cancellationToken);
            }
        }
    }

    private static bool IsPassing(Exception? fault) => fault switch
    {
        PostgresException refused => !PostgresDatabase.IsRefusal(refused),
        NpgsqlException failure => failure.IsTransient,
        SocketException or IOException or TimeoutException => true,
        _ => false,
    };
}
