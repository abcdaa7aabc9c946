using System.Collections.Concurrent;
using Spikes.Chaos.Posting;

namespace Spikes.Chaos.Uploading;

/// <summary>Clients of one account that upload one share after the other. An upload has no id, so none is sent twice.</summary>
internal sealed class Uploaders : ClientGroup
{
    private const int Clients = 8;

    /// <summary>For each client; all are read back at the end.</summary>
    private const int MaxUploads = 200;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan PauseAfterFailure = TimeSpan.FromMilliseconds(200);

    private readonly ConcurrentQueue<(UploadPlan Plan, bool IsAcknowledged)> _uploads = new();
    private readonly string _token;
    private readonly Doors _doors;
    private readonly TimeProvider _clock;

    /// <param name="run">Begins every slug.</param>
    /// <param name="token">Of the account.</param>
    /// <param name="doors">Where to.</param>
    /// <param name="seed">Of sizes and times.</param>
    /// <param name="clock">For pauses.</param>
    public Uploaders(string run, string token, Doors doors, int seed, TimeProvider clock)
    {
        (_token, _doors, _clock) = (token, doors, clock);
        Begin(Enumerable.Range(0, Clients).Select<int, Func<Task>>(
            client => () => UploadAsync($"{run}-{client}", client, new Random(unchecked((seed * 31) + client)))));
    }

    public Tally Tally { get; } = new();

    /// <summary>Every upload that was begun. Read it after <see cref="ClientGroup.StopAsync"/>.</summary>
    public IReadOnlyCollection<(UploadPlan Plan, bool IsAcknowledged)> Uploads => _uploads;

    /// <summary>How many are acknowledged so far.</summary>
    public int Acknowledged => _uploads.Count(upload => upload.IsAcknowledged);

    private async Task UploadAsync(string prefix, int client, Random random)
    {
        var caller = new Caller(Http, Tally, Patience, _clock, FormattableString.Invariant($"10.3.0.{client}"));
        for (var number = 0; !Stopping.IsCancellationRequested && number < MaxUploads; number++)
        {
            var plan = UploadPlan.Make(FormattableString.Invariant($"{prefix}-{number}"), random);
            using var content = await SlowContent.OfAsync(plan.Content(), TimeSpan.FromSeconds(0.3 + random.NextDouble()), _clock);
            var heard = await caller.SendAsync(HttpMethod.Post, new Uri(_doors.At(client + number), "/shares"), _token, content);
            _uploads.Enqueue((plan, heard.Kind == "201"));
            if (heard.Kind is not ("201" or "503" or Tally.NoConnection))
                Tally.AddSurprise($"POST /shares: {heard.Kind} {heard.Body}");
            if (heard.Kind != "201")
                await Task.Delay(PauseAfterFailure, _clock);
        }
    }
}
