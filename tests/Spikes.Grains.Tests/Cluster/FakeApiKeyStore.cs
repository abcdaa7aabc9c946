using System.Collections.Concurrent;
using Spikes.Grains.Interfaces.Outcomes;
using Spikes.Grains.Interfaces.Users;
using Spikes.Grains.Storage;

namespace Spikes.Grains.Tests.Cluster;

/// <summary>Keys in memory.</summary>
internal sealed class FakeApiKeyStore : IApiKeyStore
{
    private static readonly Refusal NotFound = new(ErrorCode.NotFound, "Key not found");

    private readonly ConcurrentDictionary<string, byte> _away = new();

    public ConcurrentDictionary<string, ApiKeyRow> Rows { get; } = new();

    /// <summary>How often each key was written down as used.</summary>
    public ConcurrentDictionary<string, int> Touches { get; } = new();

    public ConcurrentDictionary<string, int> Links { get; } = new();

    /// <summary>Lets every call about a key fail until the answer is disposed.</summary>
    public IDisposable Fail(string keyId)
    {
        _away[keyId] = 0;
        return new Back(() => _away.TryRemove(keyId, out _));
    }

    public Task<Outcome<Done>> AddAsync(ApiKeyRow row, CancellationToken cancellationToken)
    {
        var isAdded = !_away.ContainsKey(row.Key.KeyId) && Rows.TryAdd(row.Key.KeyId, row);
        return Task.FromResult<Outcome<Done>>(isAdded ? Done.Value : Refusal.Unavailable);
    }

    public ValueTask<Outcome<ApiKeyRow>> FindAsync(string keyId, CancellationToken cancellationToken) => ValueTask.FromResult(Find(keyId));

    public ValueTask<Outcome<ApiKeyList>> ListAsync(AccountId owner, CancellationToken cancellationToken) => ValueTask.FromResult<Outcome<ApiKeyList>>(
        new ApiKeyList([.. Rows.Values.Where(row => row.Owner == owner).Select(row => row.Key)]));

    public Task<Outcome<ApiKeyRow>> SetCapAsync(string keyId, int? cents, CancellationToken cancellationToken) =>
        ChangeAsync(keyId, row => row with { Key = row.Key with { MonthlyCapCents = cents } });

    public Task<Outcome<ApiKeyRow>> RevokeAsync(string keyId, DateTimeOffset now, CancellationToken cancellationToken) =>
        ChangeAsync(keyId, row => row with { Key = row.Key with { RevokedAt = row.Key.RevokedAt ?? now } });

    public Task<Outcome<ApiKeyRow>> LinkAsync(string keyId, AccountId user, CancellationToken cancellationToken)
    {
        Links.AddOrUpdate(keyId, 1, (_, count) => count + 1);
        return ChangeAsync(keyId, row => row.Key.RevokedAt is null && (row.Owner is null || row.Owner == user) ? row with { Owner = user } : null);
    }

    public Task<Outcome<Done>> TouchAsync(string keyId, DateTimeOffset now, CancellationToken cancellationToken)
    {
        Touches.AddOrUpdate(keyId, 1, (_, count) => count + 1);
        return Task.FromResult<Outcome<Done>>(Done.Value);
    }

    private Outcome<ApiKeyRow> Find(string keyId) =>
        _away.ContainsKey(keyId) ? Refusal.Unavailable : Rows.TryGetValue(keyId, out var row) ? row : NotFound;

    private Task<Outcome<ApiKeyRow>> ChangeAsync(string keyId, Func<ApiKeyRow, ApiKeyRow?> change)
    {
        var found = Find(keyId);
        if (!found.IsSuccess(out var row, out _)) return Task.FromResult(found);
        if (change(row) is not { } changed) return Task.FromResult<Outcome<ApiKeyRow>>(NotFound);
        return Task.FromResult<Outcome<ApiKeyRow>>(Rows[keyId] = changed);
    }

    private sealed class Back(Action action) : IDisposable
    {
        public void Dispose() => action();
    }
}
