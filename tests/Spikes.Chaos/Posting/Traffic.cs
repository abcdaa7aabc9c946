using Spikes.Chaos.Running;

namespace Spikes.Chaos.Posting;

/// <summary>All clients of a run.</summary>
internal sealed class Traffic : IAsyncDisposable
{
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(10);

    private readonly SocketsHttpHandler _handler = new() { AllowAutoRedirect = false, UseCookies = false, ConnectTimeout = TimeSpan.FromSeconds(2) };
    private readonly HttpClient _http;
    private readonly CancellationTokenSource _stop = new();
    private readonly CancellationTokenSource _giveUp = new();
    private readonly TimeProvider _clock;
    private readonly IReadOnlyList<Store> _stores;
    private readonly Poster[] _posters;
    private readonly Task _work;

    public Traffic(Stage stage, Doors doors, ChaosOptions options, TimeProvider clock)
    {
        (_stores, _clock, Doors) = (stage.Stores, clock, doors);
        _http = new HttpClient(_handler) { Timeout = Timeout.InfiniteTimeSpan };
        var clients = _stores.SelectMany(store => Enumerable.Range(0, store.Clients).Select(number => (Store: store, Number: number)));
        _posters =
        [
            .. clients.Select((client, index) => new Poster(
                client.Store,
                client.Number == 0 ? client.Store.Token : null,
                new Caller(_http, Tally, options.Patience, clock, FormattableString.Invariant($"10.1.{index / 256}.{index % 256}")),
                doors,
                Tally,
                new PosterChoices(stage.Run, new Random(unchecked((options.Seed * 7919) + index))),
                clock)),
        ];
        _work = Task.WhenAll(_posters.Select(poster => Task.Run(() => poster.RunAsync(_stop.Token, _giveUp.Token))));
    }

    public Tally Tally { get; } = new();

    /// <summary>Where the clients post.</summary>
    public Doors Doors { get; }

    /// <summary>Everything that came to an end. Read it after <see cref="StopAsync"/>.</summary>
    public IEnumerable<Post> Posts => _posters.SelectMany(poster => poster.Posts);

    private IEnumerable<Store> Steady => _stores.Where(store => store.Limit is null);

    /// <summary>Returns when every store without a limit has one more acknowledgement of a spike sent from now on.</summary>
    /// <returns>How long the last store took.</returns>
    /// <exception cref="TimeoutException">It names the stores that have none.</exception>
    public async Task<TimeSpan> ProgressAsync(TimeSpan limit)
    {
        var start = _clock.GetTimestamp();
        // Each client may have one spike under way that is acknowledged without having been sent after now.
        var wanted = Steady.ToDictionary(store => store, store => store.Acknowledged + store.Clients + 1);
        while (true)
        {
            var missing = wanted.Where(store => store.Key.Acknowledged < store.Value).Select(store => store.Key.Name).ToList();
            if (missing.Count == 0)
                return _clock.GetElapsedTime(start);
            if (_work.IsCompleted)
                await _work;
            if (_clock.GetElapsedTime(start) > limit)
                throw new TimeoutException($"No acknowledgement for {limit.TotalSeconds} s: {string.Join(", ", missing)}. {Tally}");
            await Task.Delay(Poll, _clock);
        }
    }

    /// <summary>Sends no new spike, and waits until those under way are answered.</summary>
    public async Task StopAsync(TimeSpan limit)
    {
        await _stop.CancelAsync();
        _giveUp.CancelAfter(limit);
        await _work;
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _giveUp.CancelAsync();
        await _work.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _http.Dispose();
        _stop.Dispose();
        _giveUp.Dispose();
    }
}
