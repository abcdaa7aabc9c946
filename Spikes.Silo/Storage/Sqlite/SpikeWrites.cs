using Microsoft.Extensions.Options;
using Spikes.Grains.Billing;
using Spikes.Grains.Interfaces.Outcomes;
using Spikes.Grains.Interfaces.Projects;
using Spikes.Grains.Interfaces.Spikes;
using Spikes.Grains.Interfaces.Users;
using Spikes.Grains.Storage;
using Spikes.Grains.Users;

namespace Spikes.Silo.Storage.Sqlite;

/// <summary>The rules of writing a spike, each decided inside the writer's transaction.</summary>
internal sealed class SpikeWrites(TimeProvider timeProvider, IOptions<TierOptions> limits, WorkSignal webhooks)
{
    private long? _lastReceivedAt;

    /// <summary>Keeps a spike, or repeats the answer of the post that its client id repeats.</summary>
    public SubmitResult Submit(SqliteSession session, StoreKey store, SubmitSpike command)
    {
        var target = SpikeTargets.Find(session, store);
        if (SubmitRules.Refuse(target, command) is { } refused) return refused;

        var now = timeProvider.GetUtcNow();
        var payer = BudgetRules.PayerOf(target, command);
        var keyId = BudgetRules.KeyOf(target, command);
        var budget = payer is null ? null : SqliteMeters.Find(session, payer, keyId);
        var limited = SubmitRules.RefuseFull(store, target, limits.Value, now);
        if (budget is not null && !budget.TryCharge(payer!, keyId, PaidWrite.Spike, Meter.MonthOf(now)))
            limited ??= new SubmitResult(BudgetRules.Exceeded, false);

        var mayNameARow = command is { Caller.IsAuthenticated: true, ClientId: not null };
        if (limited is null && !mayNameARow && Store(session, store, command, target, command.NewId, budget) is { } first) return first;

        // Over a limit, or a row may be in the way: what the ids mean decides.
        var (id, isStored, replayed) = PickId(session, store.ToString(), command);
        if (isStored) return new SubmitResult(new SubmittedSpike(id, replayed), false);
        return limited ?? Store(session, store, command, target, id, budget)
            ?? throw new InvalidDataException("Two rows are in the way of one spike");
    }

    /// <summary>Resolves or reopens.</summary>
    public Outcome<ResolvedSpike> Resolve(SqliteSession session, StoreKey store, string spikeId, bool resolved)
    {
        var row = session.Single(
            "UPDATE spikes AS s SET resolved_at = CASE WHEN @resolved THEN coalesce(resolved_at, @now) END "
            + "WHERE id = @id AND store = @store AND " + SpikePages.NotPurging + " RETURNING id, resolved_at",
            row => new ResolvedSpike(row.GetString(0), resolved, row.IsDBNull(1) ? null : row.GetString(1)),
            ("@resolved", resolved),
            ("@now", Instants.ToText(Instants.Now(timeProvider))),
            ("@id", spikeId),
            ("@store", store.ToString()));
        return row is null ? SubmitRules.SpikeNotFound : row;
    }

    /// <summary>Deletes a spike.</summary>
    public static Outcome<Done> Delete(SqliteSession session, StoreKey store, string spikeId)
    {
        var deleted = session.Execute(
            "DELETE FROM spikes AS s WHERE id = @id AND store = @store AND " + SpikePages.NotPurging,
            ("@id", spikeId),
            ("@store", store.ToString()));
        if (deleted == 0) return SubmitRules.SpikeNotFound;

        Count(session, store, -1);
        return Done.Value;
    }

    /// <summary>Inserts, counts and writes what was charged; null when the id or the client id has a row already.</summary>
    private SubmitResult? Store(SqliteSession session, StoreKey store, SubmitSpike command, in SpikeTarget target, string id, Budget? budget)
    {
        var row = SubmitRules.Row(id, store, command, target.Owner, NextReceiveTime(session));
        if (!SpikeColumns.TryWrite(session, row)) return null;
        Count(session, store, 1);
        if (SubmitRules.Delivery(store, target, row, timeProvider.GetUtcNow()) is { } delivery) Queue(session, delivery);
        if (budget is not null) SqliteMeters.Store(session, budget);
        return new SubmitResult(new SubmittedSpike(id, false), false);
    }

    /// <summary>Whoever is woken takes by a write of its own, which comes after the commit of this one.</summary>
    private void Queue(SqliteSession session, in NewDelivery delivery)
    {
        SqliteWebhookOutbox.Add(session, delivery, Instants.Now(timeProvider));
        webhooks.Set();
    }

    private static void Count(SqliteSession session, StoreKey store, int change)
    {
        if (store.Kind == StoreKind.Share) ShareRows.AddSpikes(session, store.Id, change);
        if (store.Kind == StoreKind.Project) ProjectRows.AddSpikes(session, store.Id, change);
    }

    /// <summary>The id of the row by the table of contract section 3.5.</summary>
    private static (string Id, bool IsStored, bool Replayed) PickId(SqliteSession session, string store, SubmitSpike command)
    {
        // The same command again: its answer was lost on the way.
        if (session.Exists("SELECT 1 FROM spikes WHERE id = @id", ("@id", command.NewId))) return (command.NewId, true, false);
        if (command.ClientId is not { } clientId) return (command.NewId, false, false);

        if (!command.Caller.IsAuthenticated)
        {
            var first = session.Single(
                "SELECT id FROM spikes WHERE store = @store AND client_id = @client",
                row => row.GetString(0),
                ("@store", store),
                ("@client", clientId));
            return first is null ? (command.NewId, false, false) : (first, true, true);
        }

        var reachable = session.Single<bool?>(
            "SELECT (@admin OR owner IS @account OR submitter IS @account) AND " + SpikePages.NotPurging + " FROM spikes AS s WHERE id = @id",
            row => row.GetBoolean(0),
            ("@admin", command.Caller.IsAdmin),
            ("@account", command.Caller.Account?.Value),
            ("@id", clientId));
        return reachable switch
        {
            null => (clientId, false, false),
            true => (clientId, true, true),
            false => (command.NewId, false, false),
        };
    }

    /// <summary>Never lower than the last one, so that the order of lists is the order of commits even when the clock goes back.</summary>
    private long NextReceiveTime(SqliteSession session)
    {
        var last = _lastReceivedAt ?? session.Single("SELECT coalesce(max(received_at), 0) FROM spikes", row => row.GetInt64(0));
        var next = Math.Max(last, Instants.Now(timeProvider));
        _lastReceivedAt = next;
        return next;
    }
}
