using Spikes.Grains.Interfaces.Outcomes;
using Spikes.Grains.Interfaces.Projects;
using Spikes.Grains.Interfaces.Spikes;
using Spikes.Grains.Interfaces.Users;
using Spikes.Grains.Storage;

namespace Spikes.Silo.Storage.Sqlite;

/// <summary>Rows of spikes in SQLite.</summary>
internal sealed class SqliteSpikeStore(
    SqliteWriter writer, SqliteReaders readers, SqliteReadiness readiness, SpikeWrites writes) : ISpikeStore
{
    private const int MinPrefix = 4;
    private const int MaxFound = 2;

    private const string Reachable =
        " AND (@admin OR s.owner IS @account OR s.submitter IS @account) AND (@store IS NULL OR s.store = @store) AND " + SpikePages.NotPurging;

    private const string SelectExact = "SELECT " + SpikeRows.Select + " FROM spikes AS s WHERE s.id = @id" + Reachable;

    private const string SelectPrefix =
        "SELECT " + SpikeRows.Select + " FROM spikes AS s WHERE s.id >= @from AND s.id < @to" + Reachable + " ORDER BY s.id LIMIT @limit";

    /// <inheritdoc/>
    public ValueTask<SubmitResult> SubmitAsync(StoreKey store, SubmitSpike command, CancellationToken cancellationToken) => new(writer.RunAsync(
        session => writes.Submit(session, store, command),
        new SubmitResult(Refusal.Unavailable, false),
        cancellationToken,
        SubmitRules.Bytes(command.Draft)));

    /// <inheritdoc/>
    public Task<Outcome<ResolvedSpike>> ResolveAsync(
        StoreKey store, string spikeId, bool resolved, CancellationToken cancellationToken) =>
        writer.WriteAsync(session => writes.Resolve(session, store, spikeId, resolved), cancellationToken);

    /// <inheritdoc/>
    public Task<Outcome<Done>> DeleteAsync(StoreKey store, string spikeId, CancellationToken cancellationToken) =>
        writer.WriteAsync(session => SpikeWrites.Delete(session, store, spikeId), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<Outcome<ReadEnd>> ReadPageAsync(SpikeQuery query, Func<SpikeRow, bool> take, CancellationToken cancellationToken) =>
        readers.ReadAsync<ReadEnd>(session => SpikePages.Read(session, query, take));

    /// <inheritdoc/>
    public async Task<Outcome<Done>> ProbeAsync(CancellationToken cancellationToken) =>
        await readiness.IsWritableAsync(cancellationToken) ? Done.Value : Refusal.Unavailable;

    /// <inheritdoc/>
    public ValueTask<Outcome<IReadOnlyList<SpikeRow>>> FindAsync(
        Caller caller, StoreKey? store, string idOrPrefix, CancellationToken cancellationToken) =>
        readers.ReadAsync(session => new Outcome<IReadOnlyList<SpikeRow>> { Value = Find(session, caller, store?.ToString(), idOrPrefix) });

    /// <inheritdoc/>
    public ValueTask<Outcome<SpikeCount>> CountAsync(SpikeQuery query, long place, CancellationToken cancellationToken) =>
        readers.ReadAsync<SpikeCount>(session => SpikePages.Count(session, query, place));

    private static List<SpikeRow> Find(SqliteSession session, Caller caller, string? store, string idOrPrefix)
    {
        // Nobody's rows are those without owner and submitter, which IS would match.
        if (!caller.IsAuthenticated) return [];

        var account = caller.Account?.Value;
        var exact = session.List(
            SelectExact,
            row => SpikeRows.Read(row, caller, isExport: false),
            ("@id", idOrPrefix),
            ("@admin", caller.IsAdmin),
            ("@account", account),
            ("@store", store));
        if (exact.Count > 0 || idOrPrefix.Length < MinPrefix) return exact;

        // Ids are ASCII: everything that begins with the prefix sorts below the prefix followed by the last code point.
        return session.List(
            SelectPrefix,
            row => SpikeRows.Read(row, caller, isExport: false),
            ("@from", idOrPrefix),
            ("@to", idOrPrefix + "\U0010FFFF"),
            ("@admin", caller.IsAdmin),
            ("@account", account),
            ("@store", store),
            ("@limit", MaxFound));
    }
}
