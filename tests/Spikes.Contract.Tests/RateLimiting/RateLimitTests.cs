using System.Text.Json.Nodes;
using Xunit;

namespace Spikes.Contract.Tests.RateLimiting;

public sealed class RateLimitTests(SpikesServer server)
{
    [Fact]
    public async Task Submit_OneMoreThanTheLimitInParallel_StoresExactlyTheLimit()
    {
        using var app = server.NewApp();
        var project = "limit-" + Guid.NewGuid().ToString("N");

        var answers = await Task.WhenAll(Enumerable.Range(0, 61).Select(_ => app.SubmitAsync(project)));

        Assert.Equal(60, answers.Count(answer => answer.Status == 201));
        AssertRateLimit(answers.Single(answer => answer.Status != 201), 60);
        using var other = server.NewApp();
        Assert.Equal(60, (await other.GetAsync("/spikes?project=" + project)).Is(200)["data"]!.AsArray().Count);
    }

    [Fact]
    public async Task Submit_BadBodies_CountToo()
    {
        using var app = server.NewApp();
        await Task.WhenAll(Enumerable.Range(0, 60).Select(async _ => (await app.PostAsync("/spikes", new JsonObject())).Is(400)));
        AssertRateLimit(await app.SubmitAsync("p"), 60);
    }

    [Fact]
    public async Task Submit_ManyAddressesOfOneIPv6Network_CountAsOne()
    {
        using var app = server.NewApp();
        var network = $"2001:db8:{Random.Shared.Next(65536):x}:{Random.Shared.Next(65536):x}::";
        for (var host = 1; host <= 60; host++)
        {
            app.ClientAddress = network + host.ToString("x", System.Globalization.CultureInfo.InvariantCulture);
            (await app.PostAsync("/spikes", new JsonObject())).Is(400);
        }

        app.ClientAddress = network + "ffff";
        AssertRateLimit(await app.SubmitAsync("p"), 60);
    }

    [Fact]
    public async Task Submit_WithCredential_HasAWindowOfItsOwn()
    {
        using var app = server.NewApp();
        var token = await app.SignUpAsync();
        var answers = await Task.WhenAll(Enumerable.Range(0, 61).Select(_ => app.SubmitAsync("own-" + Guid.NewGuid(), token)));
        Assert.All(answers, answer => answer.Is(201));
    }

    [Fact]
    public async Task Login_OneAddress_FiveMailsInFifteenMinutes()
    {
        using var app = server.NewApp();
        var body = new JsonObject { ["email"] = SpikesApp.NewEmail() };
        for (var mail = 0; mail < 5; mail++)
            (await app.PostAsync(mail % 2 == 0 ? "/auth/login" : "/auth/recover", body.DeepClone())).Is(mail % 2 == 0 ? 202 : 200);
        AssertRateLimit(await app.PostAsync("/auth/login", body.DeepClone()), 900);
    }

    [Fact]
    public async Task Login_OneClient_TwentyRequestsAnHourBeforeTheBodyIsRead()
    {
        using var app = server.NewApp();
        for (var request = 0; request < 20; request++)
            (await app.SendAsync(HttpMethod.Post, "/auth/login", body: SpikesApp.Json("{"))).Refuses(400, "INVALID_JSON");
        AssertRateLimit(await app.SendAsync(HttpMethod.Post, "/auth/recover", body: SpikesApp.Json("{")), 3600);
    }

    [Fact]
    public async Task Verify_OneClient_TwentyRequestsAMinute()
    {
        using var app = server.NewApp();
        var body = new JsonObject { ["login_token"] = "unknown" };
        for (var request = 0; request < 20; request++)
            (await app.PostAsync("/auth/verify", body.DeepClone())).Refuses(401, "TOKEN_INVALID");
        AssertRateLimit(await app.PostAsync("/auth/verify", body.DeepClone()), 60);
    }

    [Fact]
    public async Task Share_OneCredential_TenRequestsAMinute()
    {
        using var app = server.NewApp();
        var token = await app.SignUpAsync();
        for (var request = 0; request < 10; request++)
            (await app.SendAsync(HttpMethod.Post, "/shares", token, SpikesApp.Json("{}"))).Refuses(400, "VALIDATION_ERROR");
        AssertRateLimit(await app.SendAsync(HttpMethod.Post, "/shares", token, SpikesApp.Json("{}")), 60);
    }

    private static void AssertRateLimit(Answer answer, int window)
    {
        var seconds = answer.Refuses(429, "RATE_LIMIT")["retry_after"]!.GetValue<int>();
        Assert.InRange(seconds, 1, window);
        Assert.Equal(seconds.ToString(System.Globalization.CultureInfo.InvariantCulture), answer.Header("Retry-After"));
        Assert.Equal("Rate limit exceeded", answer.Json["error"]!.GetValue<string>());
        Assert.Equal("Retry-After", answer.Header("Access-Control-Expose-Headers"));
    }
}
