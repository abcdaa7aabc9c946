using Xunit;

namespace Spikes.Contract.Tests.Cluster;

/// <summary>What each kind of node answers by itself.</summary>
[Trait("Mode", "Cluster")]
public sealed class ProbeTests(SpikesServer server) : IDisposable
{
    private readonly SpikesApp _silo = new(server.Cluster.PlainSilo.Address);

    public void Dispose() => _silo.Dispose();

    [Theory]
    [InlineData("/health")]
    [InlineData("/health/live")]
    [InlineData("/health/ready")]
    public async Task Get_Probe_IsOkOnEveryNode(string path)
    {
        foreach (var app in server.NewAppsOfEachDoor().Append(_silo))
        {
            var answer = await app.GetAsync(path);
            Assert.Equal((200, """{"status":"ok","service":"spikes"}"""), (answer.Status, answer.Body));
        }
    }

    [Theory]
    [InlineData("GET", "/spikes?project=p")]
    [InlineData("POST", "/spikes")]
    [InlineData("GET", "/")]
    [InlineData("POST", "/")]
    [InlineData("GET", "/me")]
    [InlineData("GET", "/shares")]
    [InlineData("POST", "/auth/login")]
    [InlineData("GET", "/s/some-share/")]
    [InlineData("GET", "/widget.js")]
    [InlineData("GET", "/openapi/v1.json")]
    [InlineData("GET", "/docs")]
    [InlineData("GET", "/dev/mail")]
    public async Task Any_OtherPathOfAPlainSilo_IsNotFound(string method, string path)
    {
        var answer = await _silo.SendAsync(new HttpMethod(method), path);
        Assert.Equal((404, "NOT_FOUND"), (answer.Status, answer.Json["code"]!.GetValue<string>()));
    }

    [Theory]
    [InlineData("/dev/mail")]
    [InlineData("/dev/mail/x")]
    public async Task Get_DevMailOfADoor_IsNotFound(string path)
    {
        foreach (var app in server.NewAppsOfEachDoor())
        {
            app.ClientAddress = SpikesApp.ThisMachine;
            Assert.Equal(404, (await app.GetAsync(path)).Status);
        }
    }
}
