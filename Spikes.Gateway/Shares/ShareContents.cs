using System.Collections.Concurrent;
using Microsoft.Extensions.Caching.Memory;
using Spikes.Grains.Interfaces.Outcomes;
using Spikes.Grains.Interfaces.Shares;

namespace Spikes.Gateway.Shares;

/// <summary>Bytes of stored files. Small files are kept by their hash, so nothing here ever goes stale.</summary>
internal sealed class ShareContents(IGrainFactory grains) : IDisposable
{
    /// <summary>The most bytes of all kept files together.</summary>
    public const long MaxKeptBytes = 32 * 1024 * 1024;

    /// <summary>Larger files are read anew for each request, chunk by chunk.</summary>
    public const long MaxKeptFileBytes = 1024 * 1024;

    /// <summary>What keeping a file costs beside its bytes: without it, tiny files would pass the bound.</summary>
    private const int EntryBytes = 512;

    private readonly MemoryCache _kept = new(new MemoryCacheOptions { SizeLimit = MaxKeptBytes });
    private readonly ConcurrentDictionary<string, Lazy<Task<Outcome<ContentChunk>>>> _loading = new(StringComparer.Ordinal);

    /// <summary>Bytes from an offset: at least one, at most <paramref name="count"/>.</summary>
    public ValueTask<Outcome<ContentChunk>> ReadAsync(SharedFile file, long offset, long count, CancellationToken cancellationToken)
    {
        if (file.Length > MaxKeptFileBytes)
            return ReadStoredAsync(file.ContentId, offset, count, cancellationToken);
        return _kept.TryGetValue(file.ContentHash, out ContentChunk? whole) && whole is not null
            ? new(Cut(whole, offset, count))
            : LoadAndCutAsync(file, offset, count, cancellationToken);
    }

    public void Dispose() => _kept.Dispose();

    private static ContentChunk Cut(ContentChunk whole, long offset, long count) => new(whole.Bytes.Slice((int)offset, (int)count));

    private async ValueTask<Outcome<ContentChunk>> LoadAndCutAsync(SharedFile file, long offset, long count, CancellationToken cancellationToken)
    {
        // A crowd that asks for the same new page shares one load; lazy, so that the load cannot end before it is in the table.
        var loading = _loading.GetOrAdd(file.ContentHash, _ => new(() => LoadAsync(file))).Value;
        var outcome = await loading.WaitAsync(cancellationToken);
        return outcome.IsSuccess(out var whole, out var refusal) ? Cut(whole, offset, count) : refusal;
    }

    private async Task<Outcome<ContentChunk>> LoadAsync(SharedFile file)
    {
        try
        {
            var bytes = new byte[file.Length];
            for (var at = 0; at < bytes.Length;)
            {
                // No request's token: others may be waiting for the same bytes.
                var outcome = await ReadStoredAsync(file.ContentId, at, bytes.Length - at, CancellationToken.None);
                if (!outcome.IsSuccess(out var chunk, out var refusal))
                    return refusal;
                chunk.Bytes.CopyTo(bytes.AsMemory(at));
                at += chunk.Bytes.Length;
            }

            var whole = new ContentChunk(bytes);
            _kept.Set(file.ContentHash, whole, new MemoryCacheEntryOptions { Size = bytes.Length + EntryBytes });
            return whole;
        }
        finally
        {
            _loading.TryRemove(file.ContentHash, out _);
        }
    }

    private async ValueTask<Outcome<ContentChunk>> ReadStoredAsync(
        long contentId, long offset, long count, CancellationToken cancellationToken)
    {
        var reader = grains.GetGrain<IShareReaderGrain>(IShareReaderGrain.Key);
        var asked = (int)Math.Min(count, IShareReaderGrain.MaxContentBytes);
        var outcome = await reader.ReadContentAsync(contentId, offset, asked, cancellationToken);
        // Fewer bytes than the row promised would be an answer that never ends.
        return outcome.Value is { Bytes.IsEmpty: true } ? Refusal.Unavailable : outcome;
    }
}
