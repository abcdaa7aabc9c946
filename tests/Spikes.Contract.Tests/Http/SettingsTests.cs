using Xunit;

namespace Spikes.Contract.Tests.Http;

/// <summary>Settings that switch off or replace what the other tests see.</summary>
public sealed class SettingsTests(SpikesServer server) : IAsyncLifetime
{
    private const string OwnWidget = "// the owner's own widget: ünï\n";

    private SpikesApp _app = null!;

    public async ValueTask InitializeAsync()
    {
        var front = await server.OtherAsync(
            "settings",
            SpikesServer.TrustLoopback,
            "--Spikes:Auth:EmailPoll=false",
            "--Spikes:Compatibility:PushBareArray=false",
            "--Spikes:WidgetFile=" + server.WriteFile("own-widget.js", OwnWidget));
        _app = front.NewApp();
    }

    public ValueTask DisposeAsync()
    {
        _app.Dispose();
        return ValueTask.CompletedTask;
    }

    [Theory]
    [InlineData("/auth/poll")]
    [InlineData("/auth/poll?email=")]
    [InlineData("/auth/poll?email=a@example.com")]
    public async Task Poll_SwitchedOff_IsNotFound(string path) => (await _app.GetAsync(path)).Refuses(404, "NOT_FOUND");

    [Fact]
    public async Task List_PushWithBareArraySwitchedOff_GetsTheEnvelope()
    {
        var token = await _app.SignUpAsync();
        var id = (await _app.SubmitAsync("push-" + Guid.NewGuid(), token)).Is(201)["id"]!.GetValue<string>();

        var answer = await _app.SendAsync(
            HttpMethod.Get, "/spikes?token=" + token, headers: h => h.TryAddWithoutValidation("User-Agent", "ureq/2.9.1"));

        Assert.Equal(id, answer.Is(200)["data"]![0]!["id"]!.GetValue<string>());
        Assert.Null(answer.Json["next_cursor"]);
    }

    [Theory]
    [InlineData("/widget.js")]
    [InlineData("/spikes.js")]
    public async Task Get_OwnWidgetFile_IsServedWithItsValidators(string path)
    {
        var script = await _app.GetAsync(path);
        Assert.Equal((200, OwnWidget), (script.Status, script.Body));
        Assert.Equal("text/javascript; charset=utf-8", script.Header("Content-Type"));
        // As it was sent: the client's own parser would sort it.
        Assert.Equal("public, max-age=60, must-revalidate", script.Headers.NonValidated["Cache-Control"].ToString());

        var again = await _app.SendAsync(HttpMethod.Get, path, headers: h => h.IfNoneMatch.Add(script.Headers.ETag!));
        Assert.Equal((304, ""), (again.Status, again.Body));
        using var other = server.NewApp();
        Assert.NotEqual(script.Headers.ETag, (await other.GetAsync(path)).Headers.ETag);
    }

    [Fact]
    public async Task Get_StorageShim_IsNotReplaced()
    {
        using var other = server.NewApp();
        Assert.Equal((await other.GetAsync("/sandbox.js")).Body, (await _app.GetAsync("/sandbox.js")).Body);
    }
}
