using Npgsql;

namespace Spikes.Silo.Storage.Postgres;

/// <summary>
/// Looks whether the server answers, on a connection of its own: a crowd that waits for the others says nothing about the server. That it does
/// everyone learns from the breaker. For one caller at a time.
/// </summary>
internal sealed class PostgresPing(PostgresDatabase database, TimeProvider timeProvider) : IAsyncDisposable
{
    private NpgsqlConnection? _connection;

    /// <summary>True when it answered in time.</summary>
    public async Task<bool> IsAnsweredAsync(TimeSpan limit, CancellationToken cancellationToken)
    {
        try
        {
            return await StatementLimit.RunAsync(AskAsync, limit, timeProvider, CancellationToken.None).WaitAsync(cancellationToken);
        }
        catch (Exception exception)
        {
            cancellationToken.ThrowIfCancellationRequested();
            // In any case: with a connection that broke in a way of its own no look would ever succeed again.
            await DropAsync();
            if (PostgresDatabase.IsFailure(exception) || exception is OperationCanceledException) return false;
            throw;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync() => await DropAsync();

    private async Task<bool> AskAsync(CancellationToken cancellationToken)
    {
        var connection = _connection ?? await database.Source.OpenConnectionAsync(cancellationToken);
        if (cancellationToken.IsCancellationRequested)
        {
            // Nobody waits for it any more, and another may have been opened since.
            await connection.DisposeAsync();
            return false;
        }

        _connection = connection;
        await using var command = new NpgsqlCommand("SELECT 1", connection);
        await command.ExecuteScalarAsync(cancellationToken);
        database.Breaker.Succeed();
        return true;
    }

    private async Task DropAsync()
    {
        if (_connection is not { } connection) return;
        _connection = null;
        await PostgresDatabase.DropAsync(connection, timeProvider);
    }
}
