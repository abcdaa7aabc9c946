using Npgsql;
using NpgsqlTypes;

namespace Spikes.Silo.Storage.Postgres;

/// <summary>New spikes as one array for every column: one statement, whatever their number.</summary>
internal static class SpikeArrays
{
    private static readonly Column[] Columns =
    [
        Text("id", spike => spike.Id),
        Text("store", spike => spike.Store),
        new Column<long>("received_at", NpgsqlDbType.Bigint, spike => spike.ReceivedAt),
        Text("owner", spike => spike.Owner),
        Text("submitter", spike => spike.Submitter),
        Text("client_id", spike => spike.ClientId),
        Text("type", spike => spike.Draft.Type),
        Text("project_key", spike => spike.Draft.ProjectKey),
        Text("page", spike => spike.Draft.Page),
        Text("url", spike => spike.Draft.Url),
        Text("reviewer_id", spike => spike.Draft.Reviewer.Id),
        Text("reviewer_name", spike => spike.Draft.Reviewer.Name),
        Text("reviewer_email", spike => spike.Draft.Reviewer.Email),
        Text("selector", spike => spike.Draft.Selector),
        Text("xpath", spike => spike.Draft.XPath),
        Text("element_text", spike => spike.Draft.ElementText),
        new Column<double?>("box_x", NpgsqlDbType.Double, spike => spike.Draft.BoundingBox?.X),
        new Column<double?>("box_y", NpgsqlDbType.Double, spike => spike.Draft.BoundingBox?.Y),
        new Column<double?>("box_width", NpgsqlDbType.Double, spike => spike.Draft.BoundingBox?.Width),
        new Column<double?>("box_height", NpgsqlDbType.Double, spike => spike.Draft.BoundingBox?.Height),
        Text("rating", spike => spike.Draft.Rating),
        Text("comments", spike => spike.Draft.Comments),
        Text("timestamp", spike => spike.Draft.Timestamp),
        new Column<int?>("viewport_width", NpgsqlDbType.Integer, spike => spike.Draft.Viewport?.Width),
        new Column<int?>("viewport_height", NpgsqlDbType.Integer, spike => spike.Draft.Viewport?.Height),
        Text("user_agent", spike => spike.Draft.UserAgent),
        Text("resolved_at", spike => spike.ResolvedAt),
    ];

    /// <summary>
    /// Inserts them. An id that another silo has taken meanwhile fails the statement, and with it the commit that waits behind it in the
    /// same round trip.
    /// </summary>
    public static readonly string Insert =
        $"INSERT INTO spikes ({string.Join(", ", Columns.Select(column => column.Name))}) "
        + $"SELECT * FROM unnest({string.Join(", ", Columns.Select((_, number) => $"${number + 1}"))})";

    /// <summary>The parameters of <see cref="Insert"/>.</summary>
    public static IEnumerable<NpgsqlParameter> CreateParameters() => Columns.Select(column => column.CreateParameter());

    /// <summary>Gives the parameters their values.</summary>
    public static void Fill(NpgsqlParameterCollection parameters, IReadOnlyList<NewSpike> spikes)
    {
        for (var i = 0; i < Columns.Length; i++) Columns[i].Fill(parameters[i], spikes);
    }

    private static Column<string?> Text(string name, Func<NewSpike, string?> get) => new(name, NpgsqlDbType.Text, get);

    private abstract class Column(string name)
    {
        public string Name => name;

        public abstract NpgsqlParameter CreateParameter();

        public abstract void Fill(NpgsqlParameter parameter, IReadOnlyList<NewSpike> spikes);
    }

    private sealed class Column<T>(string name, NpgsqlDbType type, Func<NewSpike, T> get) : Column(name)
    {
        public override NpgsqlParameter CreateParameter() => new NpgsqlParameter<T[]> { NpgsqlDbType = NpgsqlDbType.Array | type, TypedValue = [] };

        public override void Fill(NpgsqlParameter parameter, IReadOnlyList<NewSpike> spikes)
        {
            var values = new T[spikes.Count];
            for (var i = 0; i < values.Length; i++) values[i] = get(spikes[i]);
            ((NpgsqlParameter<T[]>)parameter).TypedValue = values;
        }
    }
}
