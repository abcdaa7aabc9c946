using Npgsql;

namespace Spikes.Gateway.Hosting;

/// <summary>The first connection of a gateway: it waits for the database, its tables and a silo, and says for which.</summary>
/// <param name="clusterId">Which silos are wanted.</param>
/// <param name="connectionString">Where they are listed.</param>
/// <param name="wait">The wait of this start.</param>
internal sealed class FirstConnection(string clusterId, string connectionString, StartWait wait) : IClientConnectionRetryFilter
{
    /// <summary>True after a pause; false for a mistake of the program's, which is told as it is.</summary>
    /// <exception cref="StartException">It is no use to wait, or not any longer.</exception>
    public async Task<bool> ShouldRetryConnectionAttempt(Exception exception, CancellationToken cancellationToken)
    {
        if (Describe(exception) is not { } line)
            return false;
        var missing = new StartException(line, exception);
        if (!IsPassing(exception))
            throw missing;
        await wait.BeforeNextTryAsync(missing, cancellationToken);
        return true;
    }

    private static bool IsPassing(Exception exception) =>
        exception is OrleansException || HasNoTables(exception) || PostgresFault.IsPassing(exception);

    // The silos make the tables, or whoever migrates.
    private static bool HasNoTables(Exception exception) => exception is PostgresException { SqlState: PostgresErrorCodes.UndefinedTable };

    private string? Describe(Exception exception) => exception switch
    {
        OrleansException => $"no silo of the cluster \"{clusterId}\" answers; start one with the same Spikes:Cluster:ClusterId and ConnectionStrings:Spikes",
        _ when HasNoTables(exception) => $"{PostgresFault.Setting}: the database has no tables of Spikes; start a silo, or migrate",
        _ => PostgresFault.Describe(exception, connectionString),
    };
}
