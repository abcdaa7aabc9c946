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

    /// <summary>Counts the rows of the part that one call looks at, and finds one of them.</summary>
    public static async Task<SpikeCount> CountAsync(
        NpgsqlConnection connection, SpikeQuery query, long place, CancellationToken cancellationToken)
    {
        var until = await FindBoundAsync(connection, query, cancellationToken);
        var isFull = query.Filter == SpikeFilter.None && until is not null;
        var matching = isFull ? PageStatement.MaxExamined : await CountAsync(connection, query, until, cancellationToken);
        if (place < 1 || place > matching) return new SpikeCount(matching, null, until);

        await using var command = PageStatement.Place(query, until, place);
        return new SpikeCount(matching, await FindPlaceAsync(connection, command, cancellationToken), until);
    }

    private static async Task<long> CountAsync(
        NpgsqlConnection connection, SpikeQuery query, SpikeCursor? until, CancellationToken cancellationToken)
    {
        await using var command = PageStatement.Count(query, until);
        command.Connection = connection;
        return (long)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    private static async Task<SpikeCursor?> FindBoundAsync(NpgsqlConnection connection, SpikeQuery query, CancellationToken cancellationToken)
    {
        await using var command = PageStatement.Bound(query);
        return await FindPlaceAsync(connection, command, cancellationToken);
    }

    private static async Task<SpikeCursor?> FindPlaceAsync(NpgsqlConnection connection, NpgsqlCommand command, CancellationToken cancellationToken)
    {
        command.Connection = connection;
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken) ? new SpikeCursor(reader.GetInt64(0), reader.GetString(1)) : null;
    }
}
