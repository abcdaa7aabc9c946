using System.Collections.Concurrent;
using Spikes.Grains.Interfaces.Users;

namespace Spikes.Chaos.Posting;

/// <summary>One request of a prober.</summary>
/// <param name="What">For a text.</param>
/// <param name="At">When it was sent.</param>
/// <param name="End">When it was answered.</param>
/// <param name="Kind">As in <see cref="Heard"/>.</param>
internal sealed record Probe(string What, long At, long End, string Kind);

/// <summary>Asks every door the same things one after the other, without repeating anything, and writes down each answer.</summary>
internal sealed class Prober : ClientGroup
{
    public const string Page = "page";
    public const string List = "list";
    public const string Submit = "post";

    /// <summary>A request with a token that nobody has seen before: its grain is not active, and only storage knows that there is none.</summary>
    public const string Token = "token";

    private const int MaxProbes = 200_000;

    /// <summary>Longer than any answer may take, so that the true time of a slow one is known.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>The first page of a door on a busy machine; over it the door counts as broken.</summary>
    private static readonly TimeSpan FirstPageLimit = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    private readonly ConcurrentQueue<Probe> _probes = new();
    private readonly Tally _tally = new();
    private readonly Dictionary<Uri, TaskCompletionSource> _served;
    private readonly TimeProvider _clock;
    private readonly string _slug;
    private readonly string _store;

    /// <param name="doors">Each is asked.</param>
    /// <param name="slug">The share whose page is asked for.</param>
    /// <param name="store">The key that is posted to and listed; nobody else does.</param>
    /// <param name="clock">Whose times the probes have.</param>
    public Prober(IReadOnlyList<Uri> doors, string slug, string store, TimeProvider clock)
    {
        (_slug, _store, _clock) = (slug, store, clock);
        _served = doors.ToDictionary(door => door, _ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        Begin(doors.SelectMany(door => new[] { Page, List, Submit, Token }.Select<string, Func<Task>>(what => () => AskAsync(door, what))));
    }

    public IReadOnlyCollection<Probe> Probes => _probes;

    /// <summary>Returns when every door has answered the page with 200 at least once.</summary>
    /// <exception cref="TimeoutException">One does not.</exception>
    public Task EachHasServedThePageAsync() => Task.WhenAll(_served.Values.Select(served => served.Task)).WaitAsync(FirstPageLimit, _clock);

    private async Task AskAsync(Uri door, string what)
    {
        var caller = new Caller(Http, _tally, Patience, _clock, "10.2.0.1");
        while (!Stopping.IsCancellationRequested && _probes.Count < MaxProbes)
        {
            var at = _clock.GetTimestamp();
            var heard = await (what switch
            {
                Page => caller.GetAsync(door, $"/s/{_slug}/"),
                List => caller.GetAsync(door, $"/spikes?project={_store}&limit=1"),
                Token => caller.SendAsync(HttpMethod.Get, new Uri(door, "/shares"), Secrets.NewToken(), null),
                _ => caller.PostAsync(door, SpikesApp.Spike(_store), null),
            });
            if (what == Page && heard.Kind == "200")
                _served[door].TrySetResult();
            _probes.Enqueue(new Probe(what, at, _clock.GetTimestamp(), heard.Kind));
            await Task.Delay(Pause, _clock, Stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
