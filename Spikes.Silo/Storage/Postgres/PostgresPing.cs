using Npgsql;

namespace Spikes.Silo.Storage.Postgres;

/// <summary>
/// Looks whether the server answers, on a connection of its own: a crowd that waits for the others says nothing about the server. For one
/// caller at a time.
/// </summary>
internal sealed class PostgresPing(NpgsqlDataSource source, TimeProvider timeProvider) : IAsyncDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(2);

    private NpgsqlConnection? _connection;

    /// <summary>True when it answered within two seconds.</summary>
    public async Task<bool> IsAnsweredAsync(CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(Limit, timeProvider);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            _connection ??= await source.OpenConnectionAsync(both.Token);
            await using var command = new NpgsqlCommand("SELECT 1", _connection);
            await command.ExecuteScalarAsync(both.Token);
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

    private async Task DropAsync()
    {
        if (_connection is not { } connection) return;
        _connection = null;
        await connection.DisposeAsync();
    }
}
