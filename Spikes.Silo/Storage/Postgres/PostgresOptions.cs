using Spikes.Gateway.Configuration;

namespace Spikes.Silo.Storage.Postgres;

/// <summary>How PostgreSQL is used.</summary>
/// <param name="ConnectionString">Names server, database and user.</param>
internal sealed record PostgresOptions(string ConnectionString)
{
    /// <summary>What a look of the fence takes at most while the server is well.</summary>
    private static readonly TimeSpan LookTime = TimeSpan.FromSeconds(0.2);

    /// <summary>Statements of reads and of single writes at once; more wait for <see cref="LongestWait"/>.</summary>
    public int Connections { get; init; } = 16;

    /// <summary>The most connections of Orleans, for members, grain state and reminders.</summary>
    public int OrleansConnections { get; init; } = 8;

    /// <summary>
    /// How long a statement of Orleans may take. The driver itself cancels it, which a server that hangs makes it pay for with a thread of
    /// the pool; a server that is gone without a word is noticed no sooner.
    /// </summary>
    public TimeSpan OrleansStatementTimeout { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>The most spikes that wait to be stored; over it submits are refused.</summary>
    public int QueueCapacity { get; init; } = 20_000;

    /// <summary>The most bytes of spikes that wait.</summary>
    public long QueueBytes { get; init; } = 64 * 1024 * 1024;

    /// <summary>How long a turn for a connection, and then the connection, may take.</summary>
    public TimeSpan LongestWait { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// How long a read may take, also of the state of a grain: with the wait for a server that hangs to take its cancellation, less than a
    /// grain call.
    /// </summary>
    public TimeSpan LongestRead { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How long an ordinary statement may take until the server ends it.</summary>
    public TimeSpan StatementTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// How long a server may answer nobody before a write gives up: more than the time between two looks of the fence, which count as well,
    /// and less than a grain call.
    /// </summary>
    public TimeSpan LongestSilence { get; init; } = TimeSpan.FromSeconds(1.2);

    /// <summary>
    /// Without an answer for so long, after the server itself should have ended the statement, the driver takes a connection for lost: a
    /// network may drop one without a word while the others go on.
    /// </summary>
    public TimeSpan LostAfter => StatementTimeout + TimeSpan.FromSeconds(1);

    /// <summary>How long a statement may wait for the lock of another.</summary>
    public TimeSpan LockTimeout { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>
    /// How long a batch of spikes may wait for each lock of another: well below the second that it may take in all. After it the spikes that
    /// need the lock are refused.
    /// </summary>
    public TimeSpan CommitLockTimeout { get; init; } = TimeSpan.FromMilliseconds(300);

    /// <summary>The most reads and single writes that wait for a turn; over it they are refused.</summary>
    public int MaxWaiting { get; init; } = 5000;

    /// <summary>After a failure requests are refused at once for so long; then one tries again.</summary>
    public TimeSpan BreakFor { get; init; } = TimeSpan.FromMilliseconds(250);

    /// <summary>What an operator set; the rest belongs together and stays.</summary>
    public static PostgresOptions From(string connectionString, DatabaseOptions settings, ClusterOptions cluster) => new(connectionString)
    {
        LongestSilence = cluster.DatabaseProbePeriod + LookTime,
        Connections = settings.Connections,
        OrleansConnections = settings.OrleansConnections,
        BreakFor = settings.BreakFor,
    };
}
