using Npgsql;
using Spikes.Gateway.Spikes;
using Spikes.Grains.Interfaces.Spikes;
using Spikes.Load.Http;
using Spikes.Load.Measuring;
using Spikes.Load.Servers;

namespace Spikes.Load.Scenarios;

/// <summary>One share with a million spikes, in Cluster mode.</summary>
internal static class DeepShare
{
    private const int Rows = 1_000_000;
    private const int SpikesPerPage = 50;
    private const long FirstReceivedAt = 1_772_357_400_000;

    // Paid, and so without a limit on spikes.
    private const string Free = "UPDATE accounts SET tier = 1 WHERE id = (SELECT owner FROM shares WHERE id = $1)";

    private const string Count = "UPDATE shares SET spike_count = $2, last_received_at = $3 WHERE id = $1";

    private const string Place = "SELECT received_at, id FROM spikes WHERE store = 'share/' || $1 ORDER BY received_at DESC, id DESC OFFSET $2 LIMIT 1";

    private static readonly int[] Depths = [0, 250_000, 500_000, 750_000, Rows - (2 * SpikesPerPage)];

    /// <summary>Posts into it beside posts into a share that begins empty.</summary>
    public static async Task<Result> PostAsync(ClusterUnderLoad server, LoadOptions options)
    {
        await using var source = NpgsqlDataSource.Create(server.ConnectionString);
        var deep = await ShareAsync(server, source);
        var empty = await ShareAsync(server, source);
        await FillAsync(source, deep);
        return await Rounds.RunAsync(Posts("1 M spikes", deep), [Posts("empty at first", empty)], options);

        HttpLoad Posts(string what, string share) => new(
            $"POST /spikes, one share, {what}, {server.Name}",
            server.Address,
            RequestSet.Posts(server.Address, "/spikes", [SampleSpike.Body(share)]),
            options.Connections,
            null,
            TimeProvider.System);
    }

    /// <summary>Its pages at several depths beside each other, one reader alone: the times hold what the database needs, and more.</summary>
    public static async Task<Result> ReadAsync(ClusterUnderLoad server, LoadOptions options)
    {
        await using var source = NpgsqlDataSource.Create(server.ConnectionString);
        var share = await ShareAsync(server, source);
        await FillAsync(source, share);
        var pages = new List<HttpLoad>();
        foreach (var depth in Depths)
            pages.Add(await PageAsync(server, source, share, depth));
        return await Rounds.RunAsync(pages[^1], [.. pages.SkipLast(1)], options);
    }

    private static async Task<HttpLoad> PageAsync(ClusterUnderLoad server, NpgsqlDataSource source, string share, int depth)
    {
        await using var command = Command(source, Place, share, depth);
        await using var reader = await command.ExecuteReaderAsync();
        await reader.ReadAsync();
        var cursor = SpikeCursorText.Write(new SpikeCursor(reader.GetInt64(0), reader.GetString(1)));
        return new HttpLoad(
            $"GET /spikes, {SpikesPerPage} after {depth:N0} of 1 M, one reader, {server.Name}",
            server.Address,
            RequestSet.Gets(server.Address, [$"/spikes?project={share}&limit={SpikesPerPage}&cursor={cursor}"]),
            1,
            null,
            TimeProvider.System);
    }

    private static async Task<string> ShareAsync(ClusterUnderLoad server, NpgsqlDataSource source)
    {
        using var app = server.NewApp();
        var (id, _) = await app.NewShareAsync(await app.SignUpAsync());
        await using var command = Command(source, Free, id);
        await command.ExecuteNonQueryAsync();
        return id;
    }

    private static async Task FillAsync(NpgsqlDataSource source, string share)
    {
        var names = string.Join(", ", SampleSpike.Columns.Select(column => column.Name));
        var values = SampleSpike.Columns.Select(column => column.Name switch
        {
            "received_at" => FormattableString.Invariant($"{FirstReceivedAt} + n"),
            "project_key" => "$1",
            _ when column.Value is string text => $"'{text}'",
            _ => FormattableString.Invariant($"{column.Value}"),
        });
        await using var insert = Command(
            source,
            $"INSERT INTO spikes (id, store, owner, {names}) SELECT gen_random_uuid()::text, 'share/' || h.id, h.owner, {string.Join(", ", values)} "
            + "FROM shares h, generate_series(1, $2) AS n WHERE h.id = $1",
            share,
            Rows);
        insert.CommandTimeout = 0;
        await insert.ExecuteNonQueryAsync();
        await using var count = Command(source, Count, share, Rows, FirstReceivedAt + Rows);
        await count.ExecuteNonQueryAsync();
    }

    private static NpgsqlCommand Command(NpgsqlDataSource source, string sql, params object[] values)
    {
        var command = source.CreateCommand(sql);
        foreach (var value in values)
            command.Parameters.AddWithValue(value);
        return command;
    }
}
