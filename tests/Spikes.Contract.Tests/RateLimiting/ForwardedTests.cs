using System.Net;
using System.Text.Json.Nodes;
using Xunit;

namespace Spikes.Contract.Tests.RateLimiting;

/// <summary>Whose address counts (contract section 10). The usual settings trust 127.0.0.0/8.</summary>
public sealed class ForwardedTests(SpikesServer server)
{
    private const int Limit = 60;

    // Other tests count as 127.0.0.1 too: what no header names is the peer, and windows hold for the whole cluster.
    private static readonly IPAddress OwnPeer = IPAddress.Parse("127.77.0.1");

    [Fact]
    public async Task Submit_PeerIsNotTrusted_ForwardedForIsIgnored()
    {
        var front = await server.OtherAsync("untrusting");
        var project = "untrusted-" + Guid.NewGuid().ToString("N");
        var body = SpikesApp.Spike(project).ToJsonString();

        var answers = await Task.WhenAll(Enumerable.Range(0, Limit + 1).Select(number => RawHttp.SendAsync(
            front.NextDoor(),
            $"POST /spikes HTTP/1.1\r\nHost: localhost\r\nX-Forwarded-For: 203.0.113.{number}\r\nContent-Length: {body.Length}\r\n\r\n{body}",
            OwnPeer)));

        Assert.Equal(Limit, answers.Count(answer => answer.Status == 201));
        var (status, _, refusal) = answers.Single(answer => answer.Status != 201);
        Assert.Equal((429, "RATE_LIMIT"), (status, JsonNode.Parse(refusal)!["code"]!.GetValue<string>()));
        using var app = front.NewApp();
        Assert.Equal(Limit, (await app.GetAsync("/spikes?project=" + project)).Is(200)["data"]!.AsArray().Count);
    }

    [Theory]
    [InlineData("{0}")]
    [InlineData("  {0}  ")]
    [InlineData("{0}, 127.0.0.9")]
    [InlineData("{0},127.0.0.9,127.1.2.3, 127.0.0.8")]
    [InlineData("{0}, ::ffff:127.0.0.9")]
    [InlineData("198.51.100.77, {0}")]
    [InlineData("198.51.100.77, {0}, 127.0.0.9")]
    [InlineData("127.0.0.9, {0}")]
    [InlineData("garbage, {0}")]
    [InlineData("garbage, {0}, 127.0.0.9")]
    [InlineData("::ffff:{0}")]
    [InlineData("::ffff:{0}, 127.0.0.9")]
    public async Task Submit_Chain_CountsForTheFirstUntrustedFromTheRight(string chain)
    {
        using var app = server.NewApp();
        var address = await UsedUpAsync(app);

        (await SubmitAsync(app, "p", chain.Replace("{0}", address, StringComparison.Ordinal))).Refuses(429, "RATE_LIMIT");
    }

    [Theory]
    [InlineData("{0}, {1}")]
    [InlineData("{0}, {1}, 127.0.0.9")]
    [InlineData("{0}, 127.0.0.9, {1}")]
    public async Task Submit_UsedUpAddressLeftOfAnotherClient_DoesNotCount(string chain)
    {
        using var app = server.NewApp();
        var address = await UsedUpAsync(app);
        using var fresh = server.NewApp();

        var sent = chain.Replace("{0}", address, StringComparison.Ordinal).Replace("{1}", fresh.ClientAddress, StringComparison.Ordinal);
        (await SubmitAsync(app, "p", sent)).Is(201);
    }

    [Fact]
    public async Task Submit_RotatingGarbage_MakesNoNewClients()
    {
        using var app = server.NewApp();
        string[] garbage = ["garbage{0}", "198.51.100.77, garbage{0}", "999.1.1.{0}", "198.51.100.77, -{0}"];

        var answers = await Task.WhenAll(Enumerable.Range(0, Limit + 1).Select(number =>
            SubmitAsync(app, "p", garbage[number % garbage.Length].Replace("{0}", $"{number:d3}", StringComparison.Ordinal))));

        Assert.All(answers, answer => Assert.True(answer.Status is 201 or 429, answer.Body));
        Assert.Contains(answers, answer => answer.Status == 429);
    }

    [Fact]
    public async Task Submit_MappedAndPlainIPv4_ShareAWindow()
    {
        using var app = server.NewApp();
        var plain = app.ClientAddress;
        var answers = await Task.WhenAll(Enumerable.Range(0, Limit + 1).Select(number =>
            SubmitAsync(app, "p", number % 2 == 0 ? plain : "::ffff:" + plain)));

        Assert.Equal(Limit, answers.Count(answer => answer.Status == 201));
    }

    /// <summary>Sends the smallest spike with <c>X-Forwarded-For</c> as given.</summary>
    private static Task<Answer> SubmitAsync(SpikesApp app, string project, string forwardedFor) => app.SendAsync(
        HttpMethod.Post, "/spikes", body: SpikesApp.Json(SpikesApp.Spike(project).ToJsonString()), headers: headers =>
        {
            headers.Remove("X-Forwarded-For");
            headers.TryAddWithoutValidation("X-Forwarded-For", forwardedFor);
        });

    /// <summary>An address of its own whose window is full.</summary>
    private static async Task<string> UsedUpAsync(SpikesApp app)
    {
        await Task.WhenAll(Enumerable.Range(0, Limit).Select(async _ => (await app.PostAsync("/spikes", new JsonObject())).Is(400)));
        return app.ClientAddress;
    }
}
