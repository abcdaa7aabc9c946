using System.Text.Json.Nodes;
using Xunit;

namespace Spikes.Contract.Tests.Projects;

/// <summary>Allowed origins and the rate limit of a project, and their order.</summary>
public sealed class OriginTests(SpikesServer server)
{
    private const string Listed = "https://a.example";

    [Theory]
    [InlineData("https://a.example", 201)]
    [InlineData("HTTPS://A.EXAMPLE:443", 201)]
    [InlineData("http://b.example:8080", 201)]
    [InlineData("http://a.example", 403)]
    [InlineData("https://a.example:8443", 403)]
    [InlineData("https://a.example.evil.test", 403)]
    [InlineData("https://evil.test/https://a.example", 403)]
    [InlineData("https://a.example/", 403)]
    [InlineData("https://xa.example", 403)]
    [InlineData("https://x.a.example", 403)]
    [InlineData("http://b.example", 403)]
    [InlineData("https://user@a.example", 403)]
    [InlineData("https://a.example, https://evil.test", 403)]
    [InlineData("null", 403)]
    [InlineData("chrome-extension://abc", 403)]
    public async Task Submit_Origin_PassesOnlyWhenListed(string origin, int status)
    {
        using var app = server.NewApp();
        var token = await app.SignUpAsync();
        var key = await app.NewProjectAsync(token, Listed, "http://b.example:8080");
        string?[] credentials = [null, token, await app.SignUpAsync(), app.AdminToken];
        foreach (var credential in credentials)
        {
            var answer = await app.SubmitFromAsync(origin, key, credential);
            if (status == 403)
                answer.Refuses(403, "ORIGIN_NOT_ALLOWED");
            else
                answer.Is(status);
        }

        var stored = (await app.GetAsync("/spikes?project=" + key)).Is(200)["data"]!.AsArray().Count;
        Assert.Equal(status == 201 ? credentials.Length : 0, stored);
    }

    [Fact]
    public async Task Submit_WithoutOriginOrToAStoreWithoutList_Passes()
    {
        using var app = server.NewApp();
        var token = await app.SignUpAsync();
        (await app.SubmitAsync(await app.NewProjectAsync(token, Listed))).Is(201);
        (await app.SubmitFromAsync("null", await app.NewProjectAsync(token, Listed, "null"))).Is(201);
        (await app.SubmitFromAsync("https://b.example", await app.NewProjectAsync(token))).Is(201);
        (await app.SubmitFromAsync("https://b.example", "free-" + Guid.NewGuid())).Is(201);
        (await app.SubmitFromAsync("https://b.example", (await app.NewShareAsync(token)).Id)).Is(201);
    }

    [Fact]
    public async Task Submit_RefusedOrigin_IsRefusedAfterTheBodyAndBeforeTheReplay()
    {
        using var app = server.NewApp();
        var key = await app.NewProjectAsync(await app.SignUpAsync(), Listed);
        var body = SpikesApp.Spike(key);
        body["id"] = "client-" + Guid.NewGuid().ToString("N");
        var first = (await app.PostAsync("/spikes", body)).Is(201);

        (await SendAsync(body, "https://b.example")).Refuses(403, "ORIGIN_NOT_ALLOWED");
        Assert.Equal(first.ToJsonString(), (await SendAsync(body, Listed)).Is(200).ToJsonString());
        (await SendAsync(new JsonObject { ["projectKey"] = key }, "https://b.example")).Refuses(400, "VALIDATION_ERROR");
        body["share_id"] = Guid.NewGuid().ToString();
        (await SendAsync(body, "https://b.example")).Refuses(404, "NOT_FOUND");

        Task<Answer> SendAsync(JsonObject json, string origin) => app.SendAsync(
            HttpMethod.Post, "/spikes", body: SpikesApp.Json(json.ToJsonString()), headers: headers => headers.TryAddWithoutValidation("Origin", origin));
    }

    [Fact]
    public async Task Submit_ProjectsLimit_CountsAnonymousPostsOfAllClientsAndNoRefusedOrigins()
    {
        const int limit = 5;
        var front = await server.OtherAsync("project-limit", SpikesServer.TrustLoopback, $"--Spikes:RateLimits:SpikesPerMinutePerProject={limit}");
        using var app = front.NewApp();
        using var other = front.NewApp();
        var token = await app.SignUpAsync();
        var key = await app.NewProjectAsync(token, Listed);
        for (var i = 0; i <= limit; i++)
            (await app.SubmitFromAsync("https://b.example", key)).Refuses(403, "ORIGIN_NOT_ALLOWED");

        var answers = await Task.WhenAll(Enumerable.Range(0, limit + 3).Select(
            number => number % 2 == 0 ? app.SubmitFromAsync(Listed, key) : other.SubmitAsync(key)));

        Assert.Equal(limit, answers.Count(answer => answer.Status == 201));
        Assert.All(answers.Where(answer => answer.Status != 201), AssertRateLimit);
        AssertRateLimit(await other.SubmitAsync(key));
        (await other.SubmitFromAsync("https://b.example", key)).Refuses(403, "ORIGIN_NOT_ALLOWED");
        (await app.SubmitAsync(key, token)).Is(201);
        (await app.SubmitAsync(key, app.AdminToken)).Is(201);
        (await app.SubmitAsync(await app.NewProjectAsync(token))).Is(201);
        (await app.SubmitAsync("free-" + key)).Is(201);
        Assert.Equal(limit + 2, (await app.GetAsync("/spikes?project=" + key)).Is(200)["data"]!.AsArray().Count);
    }

    [Fact]
    public async Task Submit_ReplayOverTheProjectsLimit_IsRateLimited()
    {
        var front = await server.OtherAsync("project-replay", SpikesServer.TrustLoopback, "--Spikes:RateLimits:SpikesPerMinutePerProject=1");
        using var app = front.NewApp();
        var body = SpikesApp.Spike(await app.NewProjectAsync(await app.SignUpAsync()));
        body["id"] = "client-" + Guid.NewGuid().ToString("N");
        (await app.PostAsync("/spikes", body)).Is(201);

        AssertRateLimit(await app.PostAsync("/spikes", body));
    }

    private static void AssertRateLimit(Answer answer)
    {
        var seconds = answer.Refuses(429, "RATE_LIMIT")["retry_after"]!.GetValue<int>();
        Assert.InRange(seconds, 1, 60);
        Assert.Equal(seconds.ToString(System.Globalization.CultureInfo.InvariantCulture), answer.Header("Retry-After"));
    }
}
