using System.Text.Json.Nodes;
using Xunit;

namespace Spikes.Contract.Tests.Spikes;

public sealed class SubmitTests(SpikesServer server)
{
    [Fact]
    public async Task Submit_WidgetBody_IsListedAsSent()
    {
        using var app = server.NewApp();
        var project = NewProject();
        var body = JsonNode.Parse("""
            {"type":"element","page":"Startseite – 主页 😀","url":"https://example.com/a?b=c","selector":"main > h1","xpath":"/html/body/h1",
             "elementText":"Hi","boundingBox":{"x":-1.5,"y":0,"width":120.25,"height":1e3},"rating":"love","comments":"ünïcode \u2028 \ud83d\ude00",
             "reviewer":{"id":"r1","name":"Jane","email":"Jane@Example.com"},"timestamp":"2026-01-15T10:30:00Z","viewport":{"width":1280.4,"height":719.5}}
            """)!.AsObject();
        body["projectKey"] = project;

        var id = (await app.PostAsync("/spikes", body)).Is(201)["id"]!.GetValue<string>();

        var answer = await app.GetAsync("/spikes?project=" + project);
        var row = Assert.Single(answer.Is(200)["data"]!.AsArray())!;
        Assert.Equal(id, row["id"]!.GetValue<string>());
        Assert.Equal(
            """{"type":"element","projectKey":"P","page":"Startseite – 主页 😀","url":"https://example.com/a?b=c","reviewer":{"id":"r1","name":"Jane"},"selector":"main > h1","xpath":"/html/body/h1","elementText":"Hi","boundingBox":{"x":-1.5,"y":0,"width":120.25,"height":1000},"rating":"love","comments":"ünïcode """ + "\u2028" + """ 😀","timestamp":"2026-01-15T10:30:00Z","viewport":{"width":1280,"height":720},"resolved":false,"resolvedAt":null}],"next_cursor":null}""",
            answer.Body[(answer.Body.IndexOf(id, StringComparison.Ordinal) + id.Length + 2)..].Replace(project, "P", StringComparison.Ordinal).Insert(0, "{"));
    }

    [Fact]
    public async Task Submit_EmptyObject_NamesEveryMissingField()
    {
        using var app = server.NewApp();

        var answer = await app.PostAsync("/spikes", new JsonObject());

        Assert.Equal(["type", "page", "projectKey"], answer.InvalidFields());
        Assert.Equal("Type must be \"page\" or \"element\"", answer.Json["error"]!.GetValue<string>());
    }

    [Theory]
    [InlineData("project", "123")]
    [InlineData("projectKey", "\"\"")]
    [InlineData("share_id", "\"abc\"")]
    [InlineData("rating", "\"\"")]
    [InlineData("rating", "\"LOVE\"")]
    [InlineData("comments", "[]")]
    [InlineData("url", "true")]
    [InlineData("boundingBox", "[1,2,3,4]")]
    [InlineData("boundingBox.height", "null", """{"x":1,"y":1,"width":1}""")]
    [InlineData("boundingBox.x", "null", """{"x":1e999,"y":1,"width":1,"height":1}""")]
    [InlineData("viewport.width", "null", """{"width":-1,"height":1}""")]
    [InlineData("viewport.height", "null", """{"width":1,"height":100001}""")]
    [InlineData("reviewer", "\"Jane\"")]
    [InlineData("reviewer.email", "null", """{"email":"nobody"}""")]
    [InlineData("reviewer.id", "null", """{"id":5}""")]
    [InlineData("timestamp", "\"2026-01-15\"")]
    [InlineData("timestamp", "\"yesterday\"")]
    public async Task Submit_WrongMember_NamesIt(string field, string value, string? nested = null)
    {
        using var app = server.NewApp();
        var body = SpikesApp.Spike("p");
        body[field.Split('.')[0]] = JsonNode.Parse(nested ?? value);

        Assert.Equal([field], (await app.PostAsync("/spikes", body)).InvalidFields());
    }

    [Theory]
    [InlineData("page", 2048)]
    [InlineData("url", 8192)]
    [InlineData("selector", 8192)]
    [InlineData("xpath", 8192)]
    [InlineData("elementText", 1000)]
    [InlineData("comments", 10000)]
    [InlineData("projectKey", 200)]
    [InlineData("reviewerName", 200)]
    public async Task Submit_TextAtItsLimit_IsKeptAndOneMoreIsRefused(string field, int limit)
    {
        using var app = server.NewApp();
        var body = SpikesApp.Spike(NewProject());
        body[field] = new string('é', limit);
        (await app.PostAsync("/spikes", body)).Is(201);
        body[field] = new string('é', limit + 1);
        Assert.Equal([field], (await app.PostAsync("/spikes", body)).InvalidFields());
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("\"x\"")]
    [InlineData("{")]
    [InlineData("{\"type\":\"page\",}")]
    [InlineData("{\"a\":1}garbage")]
    [InlineData("{\"a\":\"\u0001\"}")]
    public async Task Submit_NoJsonObject_IsRefused(string body)
    {
        using var app = server.NewApp();
        var answer = await app.SendAsync(HttpMethod.Post, "/spikes", body: SpikesApp.Json(body));
        answer.Refuses(400, body.Length == 0 ? "VALIDATION_ERROR" : "INVALID_JSON");
    }

    [Fact]
    public async Task Submit_DepthBomb_IsRefused()
    {
        using var app = server.NewApp();
        var body = "{\"a\":" + new string('[', 30000) + new string(']', 30000) + "}";
        (await app.SendAsync(HttpMethod.Post, "/spikes", body: SpikesApp.Json(body))).Refuses(400, "INVALID_JSON");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Submit_BodyOverTheLimit_IsRefusedWithItsSize(bool isChunked)
    {
        using var app = server.NewApp();
        var content = SpikesApp.Json("{\"a\":\"" + new string('x', 1 << 20) + "\"}");
        if (isChunked)
            content.Headers.ContentLength = null;
        var answer = await app.SendAsync(HttpMethod.Post, "/spikes", body: content, headers: h => h.TransferEncodingChunked = isChunked);
        Assert.Equal(65536, answer.Refuses(413, "SIZE_LIMIT")["max_bytes"]!.GetValue<int>());
    }

    [Fact]
    public async Task Submit_LoneSurrogatesAndNul_AreReplaced()
    {
        using var app = server.NewApp();
        var project = NewProject();
        var json = $$"""{"type":"page","page":"a\ud800b\u0000c","projectKey":"{{project}}","\udc00":1,"comments":"\ud83d\ude00\udc00"}""";
        (await app.SendAsync(HttpMethod.Post, "/spikes", body: SpikesApp.Json(json))).Is(201);

        var row = (await app.GetAsync("/spikes?project=" + project)).Is(200)["data"]![0]!;
        Assert.Equal("a\ufffdb\ufffdc", row["page"]!.GetValue<string>());
        Assert.Equal("😀\ufffd", row["comments"]!.GetValue<string>());
    }

    [Fact]
    public async Task Submit_DuplicateMember_LastCounts()
    {
        using var app = server.NewApp();
        var project = NewProject();
        var json = $$"""{"type":"page","page":"first","page":"last","projectKey":"{{project}}"}""";
        (await app.SendAsync(HttpMethod.Post, "/spikes", body: SpikesApp.Json(json))).Is(201);
        Assert.Equal("last", (await app.GetAsync("/spikes?project=" + project)).Is(200)["data"]![0]!["page"]!.GetValue<string>());
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData("application/json; charset=iso-8859-1")]
    public async Task Submit_AnyContentType_IsReadAsJson(string type)
    {
        using var app = server.NewApp();
        var content = SpikesApp.Json(SpikesApp.Spike(NewProject()).ToJsonString());
        content.Headers.Remove("Content-Type");
        content.Headers.TryAddWithoutValidation("Content-Type", type);
        (await app.SendAsync(HttpMethod.Post, "/", body: content)).Is(201);
    }

    [Theory]
    [InlineData("""{}""", "anon", "Anonymous")]
    [InlineData("""{"reviewerName":"Bot"}""", "agent", "Bot")]
    [InlineData("""{"reviewer":{}}""", "anon", "Anonymous")]
    [InlineData("""{"reviewer":{"id":"","name":""},"reviewerName":"Bot"}""", "anon", "Bot")]
    [InlineData("""{"reviewer":{"id":"x","name":"Y"},"reviewerName":"Bot"}""", "x", "Y")]
    public async Task Submit_Reviewer_IsCompleted(string members, string id, string name)
    {
        using var app = server.NewApp();
        var project = NewProject();
        var body = JsonNode.Parse(members)!.AsObject();
        foreach (var (key, value) in SpikesApp.Spike(project))
            body[key] = value!.DeepClone();
        (await app.PostAsync("/spikes", body)).Is(201);
        var reviewer = (await app.GetAsync("/spikes?project=" + project)).Is(200)["data"]![0]!["reviewer"]!;
        Assert.Equal((id, name), (reviewer["id"]!.GetValue<string>(), reviewer["name"]!.GetValue<string>()));
    }

    private static string NewProject() => "project-" + Guid.NewGuid().ToString("N");
}
