using System.Text;
using Spikes.Grains.Interfaces.Outcomes;
using Spikes.Grains.Interfaces.Projects;
using Spikes.Grains.Interfaces.Shares;
using Spikes.Grains.Interfaces.Spikes;
using Spikes.Grains.Interfaces.Users;

namespace Spikes.Gateway.Tests.Shares;

/// <summary>The spikes of one share, newest first, and what was done to the share, in order.</summary>
internal sealed class FakeSpikes : FakeShare, ISpikeReaderGrain
{
    public List<string> Rows { get; } = [];

    public List<string> Log { get; } = [];

    /// <summary>What stands before every name, when something does.</summary>
    public Func<ShareGuard?>? Guard { get; set; }

    public List<SpikeQuery> Queries { get; } = [];

    /// <summary>Reads, by their number from 1, that look at rows of which none passes the filters.</summary>
    public HashSet<int> EmptyReads { get; } = [];

    public int FailsFromPage { get; set; } = int.MaxValue;

    public Exception? PurgeFault { get; set; }

    public ValueTask<Outcome<SpikePage>> ReadPageAsync(SpikeQuery query, CancellationToken cancellationToken)
    {
        Queries.Add(query);
        Log.Add("read");
        if (Queries.Count >= FailsFromPage)
            return new(Refusal.Unavailable);
        if (EmptyReads.Contains(Queries.Count))
            return new(new SpikePage(ReadOnlyMemory<byte>.Empty, 0, query.After ?? new SpikeCursor(0, "-1"), false));
        var start = query.After is { } after ? int.Parse(after.Id, null) + 1 : 0;
        var json = new StringBuilder();
        var end = start;
        while (end < Rows.Count && end - start < query.MaxRows && (end == start || json.Length + 1 + Rows[end].Length <= query.MaxBytes))
            json.Append(end > start ? "," : "").Append(Rows[end++]);
        var next = end < Rows.Count ? new SpikeCursor(0, $"{end - 1}") : (SpikeCursor?)null;
        return new(new SpikePage(Encoding.UTF8.GetBytes(json.ToString()), end - start, next, next is not null));
    }

    public override Task<Outcome<ShareSummary>> DeleteAsync(AccountId owner, CancellationToken cancellationToken)
    {
        Log.Add("delete");
        return Task.FromResult<Outcome<ShareSummary>>(new ShareSummary("id", "slug", 0, DateTimeOffset.UnixEpoch));
    }

    public override Task<bool> PurgeAsync(CancellationToken cancellationToken)
    {
        Log.Add("purge");
        return PurgeFault is null ? Task.FromResult(true) : throw PurgeFault;
    }

    public ValueTask<Outcome<Done>> ProbeAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask<Outcome<ResolvedName>> ResolveStoreAsync(string name, CancellationToken cancellationToken) =>
        new(new ResolvedName(name == "demo" ? StoreKey.Share("0199-a") : StoreKey.Unregistered(name), false) { Guard = Guard?.Invoke() });

    public ValueTask<Outcome<FoundSpike>> FindAsync(Caller caller, string idOrPrefix, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public ValueTask<Outcome<FoundSpike>> FindInStoreAsync(
        Caller caller, StoreKey store, string idOrPrefix, CancellationToken cancellationToken) => throw new NotSupportedException();

    /// <summary>Looks at three rows at most; every row matches.</summary>
    public ValueTask<Outcome<SpikeCount>> CountAsync(SpikeQuery query, long place, CancellationToken cancellationToken)
    {
        Log.Add("count");
        var start = query.After is { } after ? int.Parse(after.Id, null) + 1 : 0;
        var matching = Math.Min(3, Rows.Count - start);
        var at = place >= 1 && place <= matching ? new SpikeCursor(0, $"{start + place - 1}") : (SpikeCursor?)null;
        var next = start + matching < Rows.Count ? new SpikeCursor(0, $"{start + matching - 1}") : (SpikeCursor?)null;
        return new(new SpikeCount(matching, at, next));
    }
}
