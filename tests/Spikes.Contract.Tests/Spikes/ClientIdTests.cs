using System.Text.Json.Nodes;
using Xunit;

namespace Spikes.Contract.Tests.Spikes;

public sealed class ClientIdTests(SpikesServer server)
{
    [Fact]
    public async Task Submit_SameAnonymousIdManyTimesInParallel_StoresOneRow()
    {
        using var app = server.NewApp(unlimited: true);
        var project = "replay-" + Guid.NewGuid().ToString("N");
        var body = With(SpikesApp.Spike(project), "id", Guid.NewGuid().ToString("N"));

        var answers = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => app.PostAsync("/spikes", body.DeepClone())));

        Assert.Equal(1, answers.Count(answer => answer.Status == 201));
        Assert.Equal(99, answers.Count(answer => answer.Status == 200));
        var id = Assert.Single(answers.Select(answer => answer.Json["id"]!.GetValue<string>()).Distinct());
        Assert.NotEqual(body["id"]!.GetValue<string>(), id);
        Assert.Single((await app.GetAsync("/spikes?project=" + project)).Is(200)["data"]!.AsArray());
    }

    [Fact]
    public async Task Submit_SameAnonymousIdInAnotherStore_StoresAnother()
    {
        using var app = server.NewApp();
        var id = Guid.NewGuid().ToString("N");
        var first = (await app.PostAsync("/spikes", With(SpikesApp.Spike("a-" + id), "id", id))).Is(201)["id"]!.GetValue<string>();
        var second = (await app.PostAsync("/spikes", With(SpikesApp.Spike("b-" + id), "id", id))).Is(201)["id"]!.GetValue<string>();
        Assert.NotEqual(first, second);
    }

    [Fact]
    public async Task Submit_AuthenticatedId_NamesTheRowAndReplays()
    {
        using var app = server.NewApp();
        var token = await app.SignUpAsync();
        var id = "mine-" + Guid.NewGuid().ToString("N");
        var body = With(SpikesApp.Spike("p-" + id), "id", id);

        Assert.Equal(id, (await app.PostAsync("/spikes", body.DeepClone(), token)).Is(201)["id"]!.GetValue<string>());
        Assert.Equal(id, (await app.PostAsync("/spikes", body.DeepClone(), token)).Is(200)["id"]!.GetValue<string>());

        var stranger = await app.SignUpAsync();
        var other = (await app.PostAsync("/spikes", body.DeepClone(), stranger)).Is(201)["id"]!.GetValue<string>();
        Assert.NotEqual(id, other);
    }

    [Theory]
    [InlineData("\"abc\"")]
    [InlineData("\"a b c d\"")]
    [InlineData("12345")]
    [InlineData("{}")]
    [InlineData("\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\"")]
    public async Task Submit_UnusableId_IsIgnored(string id)
    {
        using var app = server.NewApp();
        var project = "unusable-" + Guid.NewGuid().ToString("N");
        var body = With(SpikesApp.Spike(project), "id", JsonNode.Parse(id)!);
        var answers = new[] { await app.PostAsync("/spikes", body.DeepClone()), await app.PostAsync("/spikes", body.DeepClone()) };
        Assert.Equal(2, answers.Select(answer => Guid.Parse(answer.Is(201)["id"]!.GetValue<string>())).Distinct().Count());
        Assert.All(answers, answer => Assert.Equal(4, Guid.Parse(answer.Json["id"]!.GetValue<string>()).Version));
    }

    [Fact]
    public async Task Delete_Spike_ForgetsItsClientId()
    {
        using var app = server.NewApp();
        var token = await app.SignUpAsync();
        var share = await app.NewShareAsync(token);
        var body = With(SpikesApp.Spike(share.Id), "id", "once-" + Guid.NewGuid().ToString("N"));
        var id = (await app.PostAsync("/spikes", body.DeepClone())).Is(201)["id"]!.GetValue<string>();

        (await app.SendAsync(HttpMethod.Delete, "/spikes/" + id, token)).Is(200);

        Assert.NotEqual(id, (await app.PostAsync("/spikes", body.DeepClone())).Is(201)["id"]!.GetValue<string>());
    }

    private static JsonObject With(JsonObject body, string name, JsonNode value)
    {
        body[name] = value;
        return body;
    }
}
