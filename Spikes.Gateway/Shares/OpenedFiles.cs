using Spikes.Grains.Interfaces.Outcomes;
using Spikes.Grains.Interfaces.Shares;

namespace Spikes.Gateway.Shares;

/// <summary>
/// Which stored file a path means. An answer is remembered with the version that the share had before it was read, and holds as long as the
/// share has it, so that a deleted share is gone at once. While storage is away the answer may be as old as a page in a browser.
/// </summary>
internal sealed class OpenedFiles(IGrainFactory grains, ShareVersions versions, TimeProvider clock)
{
    /// <summary>How old an answer may be. It bounds what a second activation could do, and how late a new tier is seen that nobody could tell of.</summary>
    public static readonly TimeSpan MaxAge = TimeSpan.FromSeconds(5);

    /// <summary>How old an answer may be while storage is away; the <c>max-age</c> of a page.</summary>
    public static readonly TimeSpan MaxAgeInOutage = TimeSpan.FromSeconds(60);

    /// <summary>The most answers remembered; over it all are forgotten.</summary>
    private const int MaxEntries = 10_000;

    /// <summary>Longer paths are not remembered.</summary>
    private const int MaxPath = 512;

    private readonly GrainReferences _grains = new(grains);
    private readonly BoundedMemory<(string Slug, string File), Answer> _remembered = new(MaxEntries);

    /// <summary>The file, or why there is none.</summary>
    public async ValueTask<Outcome<SharedFile>> OpenAsync(string slug, string file, CancellationToken cancellationToken)
    {
        var known = _remembered.Find((slug, file));
        try
        {
            if (known is null || IsOlder(known, MaxAge))
                return await ReadAsync(slug, file, known, version: null, cancellationToken);

            var version = await versions.AskAsync(known.File.ShareId);
            return known.Version == version ? known.File : await ReadAsync(slug, file, known, version, cancellationToken);
        }
        catch (Exception fault) when (fault is TimeoutException or OrleansException)
        {
            return InOutage(known);
        }
    }

    private async ValueTask<Outcome<SharedFile>> ReadAsync(
        string slug, string file, Answer? known, long? version, CancellationToken cancellationToken)
    {
        var asked = clock.GetTimestamp();
        var outcome = await _grains.Get<IShareReaderGrain>(IShareReaderGrain.Key).OpenFileAsync(slug, file, cancellationToken);
        if (outcome.IsSuccess(out var opened, out var refusal))
        {
            // The version is that of the share the path meant before.
            var isSameShare = opened.ShareId == known?.File.ShareId;
            Remember(slug, file, new Answer(opened, isSameShare ? version : null, asked));
            return outcome;
        }

        if (refusal.Code == ErrorCode.Unavailable)
            return InOutage(known);
        if (known is not null)
            _remembered.Forget((slug, file), known);
        return outcome;
    }

    private Outcome<SharedFile> InOutage(Answer? known) =>
        known is null || IsOlder(known, MaxAgeInOutage) ? Refusal.Unavailable : known.File;

    private bool IsOlder(Answer answer, TimeSpan age) => clock.GetElapsedTime(answer.Asked) >= age;

    private void Remember(string slug, string file, Answer answer)
    {
        if (file.Length <= MaxPath)
            _remembered.Set((slug, file), answer);
    }

    /// <param name="File">What was read.</param>
    /// <param name="Version">The version that the share had before, or null: not asked, it serves in an outage only.</param>
    /// <param name="Asked">When it was read.</param>
    private sealed record Answer(SharedFile File, long? Version, long Asked);
}
