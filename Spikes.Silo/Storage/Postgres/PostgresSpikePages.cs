using Npgsql;
using Spikes.Grains.Interfaces.Spikes;
using Spikes.Grains.Storage;

namespace Spikes.Silo.Storage.Postgres;

/// <summary>Reads stretches of a list.</summary>
internal static class PostgresSpikePages
{
    /// <summary>Whether rows can pass the filters at all: texts that the database cannot hold are in no row.</summary>
    public static bool CanMatch(SpikeQuery query) =>
        PostgresText.CanHold(query.Store?.Id) && PostgresText.CanHold(query.After?.Id) && PostgresText.CanHold(query.Filter.Page)
        && PostgresText.CanHold(query.Filter.ReviewerId) && PostgresText.CanHold(query.Filter.Rating)
        && (query.Store is not null || query.IsExport || query.Caller.IsAuthenticated);

    /// <summary>Reads one stretch.</summary>
    public static async Task<ReadEnd> ReadAsync(
        NpgsqlConnection connection, SpikeQuery query, Func<SpikeRow, bool> take, CancellationToken cancellationToken)
    {
        var until = query.Filter == SpikeFilter.None ? null : await FindBoundAsync(connection, query, cancellationToken);
        await using var command = PageStatement.Rows(query, until);
        command.Connection = connection;
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            if (!take(SpikeRows.Read(reader, query.Caller, query.IsExport))) break;
        }

        return new ReadEnd(until);
    }

    private static async Task<SpikeCursor?> FindBoundAsync(NpgsqlConnection connection, SpikeQuery query, CancellationToken cancellationToken)
    {
        await using var command = PageStatement.Bound(query);
        command.Connection = connection;
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken) ? new SpikeCursor(reader.GetInt64(0), reader.GetString(1)) : null;
    }
}
