using System.Text.Json.Nodes;

namespace Spikes.Chaos.Posting;

/// <summary>
/// One client. It sends a spike with an id of its own, again and again with the same id until it is answered, writes down the end, and
/// goes on to the next spike.
/// </summary>
internal sealed class Poster(Store store, string? token, Caller caller, Doors doors, Tally tally, PosterChoices choices, TimeProvider clock)
{
    /// <summary>A bound for the memory of a run of hours.</summary>
    private const int MaxPosts = 500_000;

    /// <summary>Every so many acknowledgements the client reads what it wrote, at another door.</summary>
    private const int PostsPerRead = 100;

    private const int NewestRows = 1000;

    private static readonly TimeSpan PauseWhenFull = TimeSpan.FromMilliseconds(500);

    private readonly List<Post> _posts = [];
    private int _turn = choices.FirstDoor();

    /// <summary>Everything that came to an end. Read it when the client has ended.</summary>
    public IReadOnlyList<Post> Posts => _posts;

    /// <summary>Posts until it shall stop.</summary>
    /// <param name="stop">No new spike after this.</param>
    /// <param name="giveUp">No new attempt after this.</param>
    public async Task RunAsync(CancellationToken stop, CancellationToken giveUp)
    {
        while (!stop.IsCancellationRequested && _posts.Count < MaxPosts)
        {
            var post = await SettleAsync(choices.NewId(), giveUp);
            _posts.Add(post);
            if (post.Fate == Fate.Acknowledged)
            {
                store.CountAcknowledgement();
                if (_posts.Count % PostsPerRead == 0)
                    await ReadBackAsync(post);
            }

            await PauseAsync(post.Fate == Fate.Refused ? PauseWhenFull : choices.Pause(), stop);
        }
    }

    private async Task<Post> SettleAsync(string id, CancellationToken giveUp)
    {
        var body = SpikesApp.Spike(store.Name);
        body["id"] = id;
        var door = doors.At(_turn++);
        for (var attempt = 1; !giveUp.IsCancellationRequested; attempt++)
        {
            var heard = await caller.PostAsync(door, body, token);
            if (Settled(heard) is { } fate)
                return new Post(store, id, fate, heard.Text("id"), clock.GetTimestamp());
            if (attempt == 2)
                tally.AddFailedTwice();
            door = doors.After(door);
            await PauseAsync(choices.PauseAfterFailure(), giveUp);
        }

        return new Post(store, id, Fate.GivenUp, null, clock.GetTimestamp());
    }

    private Fate? Settled(Heard heard)
    {
        switch (heard.Kind)
        {
            case "200" or "201":
                return Fate.Acknowledged;
            case "429" when store.Limit is not null && heard.Text("code") == "SPIKE_LIMIT":
                return Fate.Refused;
            case "503" or Tally.NoConnection or Tally.Timeout:
                return null;
            default:
                tally.AddSurprise($"POST /spikes: {heard.Kind} {heard.Body}");
                return null;
        }
    }

    private async Task ReadBackAsync(Post post)
    {
        var path = $"/spikes?project={post.Store.Name}&limit={NewestRows}";
        var heard = await caller.GetAsync(doors.At(_turn), path);
        if (heard.Kind == "200" && heard.Json?["data"] is JsonArray rows)
        {
            if (!rows.Any(row => (string?)row!["id"] == post.RowId))
                tally.AddStale();
        }
        else if (heard.Kind is not ("503" or Tally.NoConnection or Tally.Timeout))
        {
            tally.AddSurprise($"GET {path}: {heard.Kind} {heard.Body}");
        }
    }

    private async Task PauseAsync(TimeSpan pause, CancellationToken cancellationToken) =>
        await Task.Delay(pause, clock, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
}
