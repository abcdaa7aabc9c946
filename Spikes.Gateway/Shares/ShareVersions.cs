using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using Spikes.Grains.Interfaces.Projects;
using Spikes.Grains.Interfaces.Shares;

namespace Spikes.Gateway.Shares;

/// <summary>
/// Asks grains for the versions of shares. Who comes while a share is being asked waits for the next question and has it in common with all
/// that wait: a crowd on one page costs its grain one call at a time, and nobody gets an answer that is older than the request.
/// </summary>
internal sealed class ShareVersions(IGrainFactory grains)
{
    private readonly GrainReferences _grains = new(grains);
    private readonly ConcurrentDictionary<string, Asking> _asking = new(StringComparer.Ordinal);

    /// <summary>The version that the share has now; fails as the call does. Two calls may have to end before.</summary>
    public Task<long> AskAsync(string shareId)
    {
        while (true)
        {
            var asking = _asking.GetOrAdd(shareId, static _ => new Asking());
            if (!asking.TryJoin(out var question, out var isFirst))
                continue;
            if (isFirst)
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
                Fail(next, fault);
                // They have waited as long as the call: no second time.
                if (fault is TimeoutException && asking.Next() is { } waiting)
                    Fail(waiting, fault);
            }
        }

        _asking.TryRemove(new(shareId, asking));
    }

    private static void Fail(TaskCompletionSource<long> question, Exception fault)
    {
        question.SetException(fault);
        // All that waited may be gone by now.
        _ = question.Task.Exception;
    }

    /// <summary>The question about one share that is under way, and the one that waits.</summary>
    private sealed class Asking
    {
        private readonly Lock _gate = new();
        private TaskCompletionSource<long>? _waiting;
        private bool _isUnderWay;
        private bool _isOver;

        /// <summary>False once the last question is answered: another asking takes its place.</summary>
        public bool TryJoin([NotNullWhen(true)] out TaskCompletionSource<long>? question, out bool isFirst)
        {
            lock (_gate)
            {
                isFirst = !_isUnderWay;
                _isUnderWay = true;
                if (_isOver)
                    question = null;
                else
                    question = isFirst ? NewQuestion() : _waiting ??= NewQuestion();
                return question is not null;
            }
        }

        /// <summary>The question that waits, to be asked now; without one this is over.</summary>
        public TaskCompletionSource<long>? Next()
        {
            lock (_gate)
            {
                var next = _waiting;
                _waiting = null;
                _isOver = next is null;
                return next;
            }
        }

        // Elsewhere: the answers are made on all processors, and the next question does not wait for them.
        private static TaskCompletionSource<long> NewQuestion() => new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
