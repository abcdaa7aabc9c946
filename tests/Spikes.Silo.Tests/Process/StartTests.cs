using System.Net;
using System.Net.Http.Json;

namespace Spikes.Silo.Tests.Process;

public sealed class StartTests : IDisposable
{
    private readonly TestDirectory _directory = new();

    private string Data => _directory["data"];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Start_Ready_PrintsWhatTheFirstRequestNeeds()
    {
        await using var spikes = await SpikesProcess.StartAsync(Data);

        var port = spikes.Address.Port;
        Assert.Contains($"  Address      http://localhost:{port}\n", spikes.Output);
        Assert.Contains($"  Mails        http://localhost:{port}/dev/mail\n", spikes.Output);
        Assert.Contains($"  Data         {Data}\n", spikes.Output);
        Assert.Equal(spikes.AdminToken + "\n", await File.ReadAllTextAsync(_directory["data/admin-token"], Token));
        Assert.Equal("", spikes.Errors);
    }

    [Fact]
    public async Task Start_Ready_AnswersHealthAndTheAdminToken()
    {
        await using var spikes = await SpikesProcess.StartAsync(Data);
        using var client = spikes.CreateClient();

        using var ready = await client.GetAsync("/health/ready", Token);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/spikes") { Headers = { { "Authorization", "Bearer " + spikes.AdminToken } } };
        using var spikesOfAll = await client.SendAsync(request, Token);

        Assert.Equal(HttpStatusCode.OK, ready.StatusCode);
        Assert.Equal(HttpStatusCode.OK, spikesOfAll.StatusCode);
    }

    [Fact]
    public async Task Start_PrintedSignIn_LeadsToAMail()
    {
        await using var spikes = await SpikesProcess.StartAsync(Data);
        using var client = spikes.CreateClient();

        using var answer = await client.PostAsJsonAsync("/auth/login", new { email = "you@example.com" }, Token);

        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        await Eventually.IsTrueAsync(
            "the mail is listed at /dev/mail",
            async () => (await client.GetStringAsync("/dev/mail", Token)).Contains("you@example.com", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Start_Again_KeepsTheAdminToken()
    {
        await using var first = await SpikesProcess.StartAsync(Data);
        await first.KillAsync();

        await using var second = await SpikesProcess.StartAsync(Data);

        Assert.Equal(43, first.AdminToken.Length);
        Assert.Equal(first.AdminToken, second.AdminToken);
    }

    [Fact]
    public async Task Start_ConfiguredAdminToken_IsNotPrinted()
    {
        await using var spikes = await SpikesProcess.StartAsync(Data, "--SPIKES_TOKEN", "hunter2-hunter2-hunter2");

        Assert.DoesNotContain("hunter2", spikes.Output);
        Assert.False(File.Exists(_directory["data/admin-token"]));
    }

    [Fact]
    public async Task Start_TwoSideBySide_BothRun()
    {
        await using var first = await SpikesProcess.StartAsync(Data);
        await using var second = await SpikesProcess.StartAsync(_directory["other"]);

        Assert.NotEqual(first.Address, second.Address);
        Assert.False(first.HasExited);
    }

    [Fact]
    public async Task Start_UnknownKey_WarnsAndRuns()
    {
        await using var spikes = await SpikesProcess.StartAsync(Data, "--Spikes:Limits:FreeShare=9");

        await Eventually.IsTrueAsync("the warning is printed", () => spikes.Errors.Length > 0);
        Assert.StartsWith("warning: Spikes:Limits:FreeShare: ", spikes.Errors);
    }

    [Fact]
    public async Task Terminate_Idle_EndsCleanlyInFiveSeconds()
    {
        await using var spikes = await SpikesProcess.StartAsync(Data);
        var start = TimeProvider.System.GetTimestamp();

        Assert.Equal(0, await spikes.TerminateAsync());
        Assert.InRange(TimeProvider.System.GetElapsedTime(start), TimeSpan.Zero, TimeSpan.FromSeconds(5));
        Assert.Equal("", spikes.Errors);
    }

    [Fact]
    public async Task Interrupt_Idle_EndsCleanly()
    {
        await using var spikes = await SpikesProcess.StartAsync(Data);

        Assert.Equal(0, await spikes.InterruptAsync());
    }

    public void Dispose() => _directory.Dispose();
}
