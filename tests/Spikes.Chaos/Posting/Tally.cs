using System.Collections.Concurrent;
using System.Globalization;

namespace Spikes.Chaos.Posting;

/// <summary>Counts what clients meet.</summary>
internal sealed class Tally
{
    /// <summary>Answers without a status.</summary>
    public const string NoConnection = "no connection";

    /// <summary>Answers that a client did not wait for any longer.</summary>
    public const string Timeout = "timeout";

    /// <summary>The first ones tell enough.</summary>
    private const int MaxSurprises = 20;

    private readonly ConcurrentDictionary<string, int> _answers = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<string> _surprises = new();
    private long _slowest;
    private int _surprised;
    private int _failedTwice;
    private int _stale;

    /// <summary>How many answers of each kind.</summary>
    public IReadOnlyDictionary<string, int> Answers => _answers;

    /// <summary>Answers that no fault explains.</summary>
    public IReadOnlyCollection<string> Surprises => _surprises;

    /// <summary>The longest wait for any answer.</summary>
    public TimeSpan Slowest => new(Interlocked.Read(ref _slowest));

    /// <summary>Spikes whose first attempt failed, and the second one too.</summary>
    public int FailedTwice => _failedTwice;

    /// <summary>Lists that left out a spike that was acknowledged before they were asked for.</summary>
    public int Stale => _stale;

    public int Count(string answer) => _answers.GetValueOrDefault(answer);

    public void Add(string answer, TimeSpan waited)
    {
        _answers.AddOrUpdate(answer, 1, (_, count) => count + 1);
        for (var slowest = Interlocked.Read(ref _slowest); waited.Ticks > slowest; slowest = Interlocked.Read(ref _slowest))
            Interlocked.CompareExchange(ref _slowest, waited.Ticks, slowest);
    }

    public void AddFailedTwice() => Interlocked.Increment(ref _failedTwice);

    public void AddStale() => Interlocked.Increment(ref _stale);

    public void AddSurprise(string what)
    {
        if (Interlocked.Increment(ref _surprised) <= MaxSurprises)
            _surprises.Enqueue(what);
    }

    public override string ToString() => string.Join(
        ", ", _answers.OrderBy(answer => answer.Key, StringComparer.Ordinal).Select(answer => string.Create(CultureInfo.InvariantCulture, $"{answer.Key}: {answer.Value}")));
}
