using System.Collections.Concurrent;
using Spikes.Grains.Interfaces.Outcomes;
using Spikes.Grains.Interfaces.Projects;
using Spikes.Grains.Interfaces.Shares;
using Spikes.Grains.Interfaces.Users;
using Spikes.Grains.Storage;

namespace Spikes.Grains.Tests.Cluster;

/// <summary>Shares in memory, keeping copies of what is staged.</summary>
internal sealed class FakeShareStore : IShareStore
{
    private readonly ConcurrentDictionary<(string Upload, int File), MemoryStream> _staged = new();
    private readonly ConcurrentDictionary<string, TaskCompletionSource> _discarded = new();

    public ConcurrentDictionary<string, ResolvedName> Names { get; } = new();

    public ConcurrentDictionary<string, bool> UnreadableNames { get; } = new();

    public ConcurrentDictionary<string, ShareGuard> Guards { get; } = new();

    public ConcurrentDictionary<string, ShareSummary> Deletable { get; } = new();

    public ConcurrentDictionary<string, int> PurgeSteps { get; } = new();

    public ConcurrentDictionary<string, IReadOnlyList<StagedFile>> Published { get; } = new();

    public ConcurrentDictionary<string, Refusal> StageRefusals { get; } = new();

    public ConcurrentDictionary<AccountId, Refusal> PublishRefusals { get; } = new();

    public byte[] StagedBytes(string upload, int file) => _staged[(upload, file)].ToArray();

    public bool HasStaged(string upload) => _staged.Keys.Any(key => key.Upload == upload);

    /// <summary>Ends when the upload is discarded.</summary>
    public Task DiscardOf(string upload) => _discarded.GetOrAdd(upload, _ => new()).Task;

    public ValueTask<Outcome<ResolvedName>> ResolveAsync(string name, CancellationToken cancellationToken) => new(
        UnreadableNames.ContainsKey(name) ? Refusal.Unavailable
        : Names.TryGetValue(name, out var resolved) ? resolved
        : new ResolvedName(StoreKey.Unregistered(name), Deleted: false));

    public ValueTask<Outcome<ShareList>> ListAsync(AccountId owner, string? after, int maxRows, CancellationToken cancellationToken) =>
        new(new ShareList([], maxRows.ToString(provider: null)));

    public ValueTask<Outcome<ShareSummary>> FindAsync(AccountId owner, string idOrSlug, CancellationToken cancellationToken) =>
        new(new Refusal(ErrorCode.NotFound, "Share not found"));

    public ValueTask<Outcome<SharedFile>> OpenFileAsync(string slug, string path, CancellationToken cancellationToken) =>
        new(new Refusal(ErrorCode.NotFound, "File not found"));

    public ValueTask<Outcome<SharedFile>> OpenGuardedFileAsync(string shareId, string path, CancellationToken cancellationToken) =>
        new(new Refusal(ErrorCode.NotFound, "Share not found"));

    public ValueTask<Outcome<ShareGuard>> FindGuardAsync(string idOrSlug, CancellationToken cancellationToken) => new(
        UnreadableNames.ContainsKey(idOrSlug) ? Refusal.Unavailable
        : Guards.TryGetValue(idOrSlug, out var guard) ? guard
        : new Refusal(ErrorCode.NotFound, "Share not found"));

    public ValueTask<Outcome<ContentChunk>> ReadContentAsync(long contentId, long offset, int count, CancellationToken cancellationToken) =>
        new(new ContentChunk(new byte[count]));

    /// <summary>Uploads whose next piece waits for this.</summary>
    public ConcurrentDictionary<string, Task> StageWaits { get; } = new();

    public async Task<Outcome<Done>> StageAsync(string uploadId, IReadOnlyList<StagedPiece> pieces, CancellationToken cancellationToken)
    {
        if (StageWaits.TryRemove(uploadId, out var wait)) await wait;
        if (StageRefusals.TryGetValue(uploadId, out var refusal)) return refusal;

        foreach (var piece in pieces) _staged.GetOrAdd((uploadId, piece.File), _ => new()).Write(piece.Bytes.Span);
        return Done.Value;
    }

    public Task<Outcome<ShareSummary>> PublishAsync(
        CreateShare command, string uploadId, IReadOnlyList<StagedFile> files, int? maxShares, CancellationToken cancellationToken)
    {
        if (PublishRefusals.TryGetValue(command.Owner, out var refusal)) return Task.FromResult<Outcome<ShareSummary>>(refusal);

        Published[uploadId] = files;
        var share = new ShareSummary(Guid.NewGuid().ToString(), command.Slug, 0, DateTimeOffset.UnixEpoch);
        Names[command.Slug] = new ResolvedName(StoreKey.Share(share.Id), Deleted: false);
        return Task.FromResult<Outcome<ShareSummary>>(share);
    }

    public Task<Outcome<Done>> DiscardAsync(string uploadId, CancellationToken cancellationToken)
    {
        foreach (var key in _staged.Keys.Where(key => key.Upload == uploadId)) _staged.TryRemove(key, out _);
        _discarded.GetOrAdd(uploadId, _ => new()).TrySetResult();
        return Task.FromResult<Outcome<Done>>(Done.Value);
    }

    public ValueTask<Outcome<ContentChunk>> ReadStagedAsync(
        string uploadId, int file, long offset, int count, CancellationToken cancellationToken)
    {
        if (!_staged.TryGetValue((uploadId, file), out var stream)) return new(Refusal.Unavailable);

        var rest = stream.GetBuffer().AsMemory(0, (int)stream.Length)[(int)Math.Min(offset, stream.Length)..];
        return new(new ContentChunk(rest[..Math.Min(count, rest.Length)]));
    }

    public Task<Outcome<ShareSummary>> DeleteAsync(AccountId owner, string shareId, CancellationToken cancellationToken)
    {
        if (!Deletable.TryRemove(shareId, out var share))
            return Task.FromResult<Outcome<ShareSummary>>(new Refusal(ErrorCode.NotFound, "Share not found"));

        Names.TryRemove(share.Slug, out _);
        Names[share.Id] = new ResolvedName(StoreKey.Share(share.Id), Deleted: true);
        return Task.FromResult<Outcome<ShareSummary>>(share);
    }

    public Task<Outcome<PurgeProgress>> PurgeAsync(string shareId, CancellationToken cancellationToken)
    {
        if (!PurgeSteps.TryGetValue(shareId, out var left)) return Task.FromResult<Outcome<PurgeProgress>>(Refusal.Unavailable);

        PurgeSteps[shareId] = left - 1;
        return Task.FromResult<Outcome<PurgeProgress>>(new PurgeProgress(left == 1));
    }

    public ValueTask<Outcome<IReadOnlyList<string>>> PendingPurgesAsync(CancellationToken cancellationToken) =>
        new(new Outcome<IReadOnlyList<string>> { Value = [.. PurgeSteps.Where(share => share.Value > 0).Select(share => share.Key)] });
}
