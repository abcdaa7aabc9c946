using System.Collections.Concurrent;
using Spikes.Grains.Interfaces.Outcomes;
using Spikes.Grains.Interfaces.Shares;

namespace Spikes.Gateway.Shares;

/// <summary>
/// Asks which stored file a path means. While storage is away it answers what was true within the last minute: a browser may keep the page
/// for as long. A share that was deleted since then is shown no longer than that.
/// </summary>
internal sealed class OpenedFiles(IGrainFactory grains, TimeProvider clock)
{
    /// <summary>How old an answer may be; the <c>max-age</c> of a page.</summary>
    public static readonly TimeSpan MaxAge = TimeSpan.FromSeconds(60);

    /// <summary>The most answers remembered; over it all are forgotten.</summary>
    private const int MaxEntries = 10_000;

    /// <summary>Longer paths are not remembered.</summary>
    private const int MaxPath = 512;

    private readonly GrainReferences _grains = new(grains);
    private readonly ConcurrentDictionary<(string Slug, string File), (SharedFile Answer, long At)> _remembered = new();

    /// <summary>The file, or why there is none.</summary>
    public async ValueTask<Outcome<SharedFile>> OpenAsync(string slug, string file, CancellationToken cancellationToken)
    {
        var asked = clock.GetTimestamp();
        var outcome = await AskAsync(slug, file, cancellationToken);
        if (outcome.IsSuccess(out var opened, out var refusal))
        {
            Remember(slug, file, opened, asked);
            return outcome;
        }

        if (refusal.Code == ErrorCode.Unavailable && Find(slug, file) is { } remembered)
            return remembered;
        if (refusal.Code != ErrorCode.Unavailable)
            _remembered.TryRemove((slug, file), out _);
        return outcome;
    }

    private async ValueTask<Outcome<SharedFile>> AskAsync(string slug, string file, CancellationToken cancellationToken)
    {
        try
        {
            return await _grains.Get<IShareReaderGrain>(IShareReaderGrain.Key).OpenFileAsync(slug, file, cancellationToken);
        }
        catch (Exception fault) when (fault is TimeoutException or OrleansException)
        {
            return Refusal.Unavailable;
        }
    }

    private SharedFile? Find(string slug, string file) =>
        _remembered.TryGetValue((slug, file), out var known) && clock.GetElapsedTime(known.At) < MaxAge ? known.Answer : null;

    private void Remember(string slug, string file, SharedFile answer, long asked)
    {
        if (file.Length > MaxPath)
            return;
        if (_remembered.Count >= MaxEntries)
            _remembered.Clear();
        _remembered[(slug, file)] = (answer, asked);
    }
}
