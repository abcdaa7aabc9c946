using System.Text.Json.Nodes;
using Xunit;

namespace Spikes.Contract.Tests.Spikes;

/// <summary>What counts follow what is stored.</summary>
public sealed class CountTests(SpikesServer server)
{
    private const int Limit = 100;

    [Fact]
    public async Task Delete_SpikesThenShare_CountsFollow()
    {
        using var app = server.NewApp();
        var token = await app.SignUpAsync();
        var (kept, gone) = (await app.NewShareAsync(token), await app.NewShareAsync(token));
        var ids = await Task.WhenAll(new[] { kept, kept, gone, gone, gone }.Select(share => SubmitAsync(app, share.Id)));
        await AssertCountsAsync(app, token, (kept.Id, 2), (gone.Id, 3));

        (await app.SendAsync(HttpMethod.Delete, "/spikes/" + ids[0], token)).Is(200);
        await AssertCountsAsync(app, token, (kept.Id, 1), (gone.Id, 3));
        (await app.SendAsync(HttpMethod.Delete, "/spikes/" + ids[0], token)).Refuses(404, "NOT_FOUND");
        await AssertCountsAsync(app, token, (kept.Id, 1), (gone.Id, 3));

        (await app.SendAsync(HttpMethod.Delete, "/shares/" + gone.Slug, token)).Is(200);
        await AssertCountsAsync(app, token, (kept.Id, 1));
        (await app.SendAsync(HttpMethod.Delete, "/shares/" + kept.Slug, token)).Is(200);
        await AssertCountsAsync(app, token);
    }

    [Fact]
    public async Task Delete_OneOfAFullShare_MakesRoomForExactlyOne()
    {
        using var app = server.NewApp(unlimited: true);
        var token = await app.SignUpAsync();
        var share = await app.NewShareAsync(token);
        var ids = await Task.WhenAll(Enumerable.Range(0, Limit).Select(_ => SubmitAsync(app, share.Id)));
        (await app.SubmitAsync(share.Id)).Refuses(429, "SPIKE_LIMIT");

        var deletes = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => app.SendAsync(HttpMethod.Delete, "/spikes/" + ids[0], token)));
        Assert.Equal(1, deletes.Count(answer => answer.Status == 200));
        var posts = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => app.SubmitAsync(share.Slug)));

        Assert.Equal(1, posts.Count(answer => answer.Status == 201));
        await AssertCountsAsync(app, token, (share.Id, Limit));
    }

    [Fact]
    public async Task List_HundredRowsOfEqualContent_AreAllThereOnOnePage()
    {
        using var app = server.NewApp(unlimited: true);
        var project = "equal-" + Guid.NewGuid().ToString("N");
        var body = SpikesApp.Spike(project);
        (body["comments"], body["timestamp"]) = ("the same", "2026-01-15T10:30:00Z");
        var sent = await Task.WhenAll(Enumerable.Range(0, Limit).Select(
            async _ => (await app.PostAsync("/spikes", body.DeepClone())).Is(201)["id"]!.GetValue<string>()));

        var page = (await app.GetAsync("/spikes?project=" + project)).Is(200);
        var rows = page["data"]!.AsArray().Select(row => row!.AsObject()).ToArray();
        Assert.Null(page["next_cursor"]);
        Assert.Equal(sent.Order(StringComparer.Ordinal), rows.Select(row => row["id"]!.GetValue<string>()).Order(StringComparer.Ordinal));
        Assert.Single(rows.Select(WithoutId).Distinct());

        await SubmitAsync(app, project);
        Assert.NotNull((await app.GetAsync("/spikes?project=" + project)).Is(200)["next_cursor"]);
    }

    private static string WithoutId(JsonObject row)
    {
        row.Remove("id");
        return row.ToJsonString();
    }

    private static async Task<string> SubmitAsync(SpikesApp app, string project) =>
        (await app.SubmitAsync(project)).Is(201)["id"]!.GetValue<string>();

    private static async Task AssertCountsAsync(SpikesApp app, string token, params (string Id, int Spikes)[] shares)
    {
        var listed = (await app.GetAsync("/shares", token)).Is(200).AsArray()
            .Select(share => (share!["id"]!.GetValue<string>(), share["spike_count"]!.GetValue<int>())).ToHashSet();
        Assert.Equal(shares.ToHashSet(), listed);
        foreach (var (id, spikes) in shares)
        {
            var share = (await app.GetAsync("/shares/" + id, token)).Is(200);
            Assert.Equal((spikes, spikes), (share["spike_count"]!.GetValue<int>(), share["exported_spikes"]!.AsArray().Count));
        }

        var usage = (await app.GetAsync("/usage", token)).Is(200);
        Assert.Equal(
            (shares.Length, shares.Sum(share => share.Spikes)), (usage["shares"]!.GetValue<int>(), usage["spikes"]!.GetValue<int>()));
    }
}
