using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using Spikes.Grains.Interfaces.Projects;
using Spikes.Grains.Interfaces.Shares;

namespace Spikes.Gateway.Shares;

/// <summary>
/// Asks grains for the versions of shares. Who comes while a share is being asked waits for the next question and has it in common with all
/// that wait: a crowd on one page costs its grain one call at a time, and nobody gets an answer that is older than the request.
/// </summary>
internal sealed class ShareVersions(IGrainFactory grains, TimeProvider clock)
{
    /// <summary>Nobody waits longer for the call under way once another comes: it may never be answered, while the share is at home elsewhere by now.</summary>
    public static readonly TimeSpan LongestWait = TimeSpan.FromMilliseconds(200);

    private readonly GrainReferences _grains = new(grains);
    private readonly ConcurrentDictionary<string, Asking> _asking = new(StringComparer.Ordinal);

    /// <summary>The version that the share has now; fails as the call does.</summary>
    public Task<long> AskAsync(string shareId)
    {
        while (true)
        {
            var asking = _asking.GetOrAdd(shareId, static (_, clock) => new Asking(clock), clock);
            if (!asking.TryJoin(out var question, out var isToBeAsked))
                continue;
            if (isToBeAsked)
                _ = AskAllAsync(shareId, asking, question);
            return question.Task;
        }
    }

    private async Task AskAllAsync(string shareId, Asking asking, TaskCompletionSource<long> question)
    {
        for (var next = question; next is not null; next = asking.Next())
        {
            try
            {
                // No request's token: others wait for the same answer.
                var grain = _grains.Get<IShareGrain>(StoreKey.Share(shareId).ToString());
                next.SetResult(await grain.GetVersionAsync(CancellationToken.None));
            }
            catch (Exception fault)
            {
                next.SetException(fault);
                // Nobody may be waiting any more.
                _ = next.Task.Exception;
            }
        }

        _asking.TryRemove(new(shareId, asking));
    }

    /// <summary>The questions about one share: those under way, mostly one, and the one that waits.</summary>
    private sealed class Asking(TimeProvider clock)
    {
        private readonly Lock _gate = new();
        private TaskCompletionSource<long>? _waiting;
        private long? _since;
        private bool _isOver;

        /// <summary>False once no question is left: another asking takes the place of this one.</summary>
        /// <param name="question">What to wait for.</param>
        /// <param name="isToBeAsked">Whether the caller has to ask it.</param>
        public bool TryJoin([NotNullWhen(true)] out TaskCompletionSource<long>? question, out bool isToBeAsked)
        {
            lock (_gate)
            {
                isToBeAsked = false;
                question = null;
                if (_isOver)
                    return false;
                isToBeAsked = _since is not { } since || clock.GetElapsedTime(since) >= LongestWait;
                question = _waiting ??= NewQuestion();
                if (isToBeAsked)
                    Take();
                return true;
            }
        }

        /// <summary>The question that waits, to be asked now; without one this is over.</summary>
        public TaskCompletionSource<long>? Next()
        {
            lock (_gate)
            {
                var next = Take();
                _isOver = next is null;
                return next;
            }
        }

        private TaskCompletionSource<long>? Take()
        {
            var waiting = _waiting;
            _waiting = null;
            _since = clock.GetTimestamp();
            return waiting;
        }

        // Elsewhere: the answers are made on all processors, and the next question does not wait for them.
        private static TaskCompletionSource<long> NewQuestion() => new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
