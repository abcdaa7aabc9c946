using Npgsql;

namespace Spikes.Silo.Storage.Postgres;

/// <summary>
/// Looks whether the server answers, on a connection of its own: a crowd that waits for the others says nothing about the server. For one
/// caller at a time.
/// </summary>
internal sealed class PostgresPing(NpgsqlDataSource source, TimeProvider timeProvider) : IAsyncDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(2);

    // What the server may take for the cancellation.
    private static readonly TimeSpan CancelLimit = TimeSpan.FromMilliseconds(200);

    private NpgsqlConnection? _connection;

    /// <summary>True when it answered within two seconds.</summary>
    public async Task<bool> IsAnsweredAsync(CancellationToken cancellationToken)
    {
        using var limit = new StatementLimit(Limit, timeProvider);
        try
        {
            await AskAsync(limit.Token).WaitAsync(Limit + CancelLimit, timeProvider, cancellationToken);
            return true;
        }
        catch (Exception exception) when (PostgresDatabase.IsFailure(exception) || exception is OperationCanceledException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            await DropAsync();
            return false;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync() => await DropAsync();

    private async Task AskAsync(CancellationToken cancellationToken)
    {
        var connection = _connection ?? await source.OpenConnectionAsync(cancellationToken);
        if (cancellationToken.IsCancellationRequested)
        {
            // Nobody waits for it any more, and another may have been opened since.
            await connection.DisposeAsync();
            return;
        }

        _connection = connection;
        await using var command = new NpgsqlCommand("SELECT 1", connection);
        await command.ExecuteScalarAsync(cancellationToken);
    }

    private async Task DropAsync()
    {
        if (_connection is not { } connection) return;
        _connection = null;
        await PostgresDatabase.DropAsync(connection, timeProvider);
    }
}
