using Xunit;

namespace Spikes.Contract.Tests.Spikes;

/// <summary>What long lists cost the real process.</summary>
[Trait("Mode", "Local")]
public sealed class ListMemoryTests : IDisposable
{
    private const int Rows = 1000;
    private const int CommentLength = 7000;
    private const int Reads = 5;
    private const int MaxRaiseKiB = 30 << 10;

    private readonly TestDirectory _data = new();

    public void Dispose() => _data.Dispose();

    [Fact]
    public async Task List_ThousandRowsFiveTimes_RaisesTheProcessByLessThanThirtyMebibytes()
    {
        await using var process = await SpikesProcess.StartAsync(_data.Path, "--Spikes:RateLimits:SpikesPerMinutePerIp=0");
        using var app = new SpikesApp(process.Address);
        const string Project = "long-list";
        var body = SpikesApp.Spike(Project);
        body["comments"] = new string('x', CommentLength);
        await Parallel.ForAsync(0, Rows, async (_, _) => (await app.PostAsync("/spikes", body.DeepClone())).Is(201));
        (await app.GetAsync("/spikes?limit=10&project=" + Project)).Is(200);

        var before = ResidentMemory.NowKiB(process);
        ResidentMemory.ForgetPeak(process);
        for (var read = 0; read < Reads; read++)
        {
            var list = await app.GetAsync($"/spikes?limit={Rows}&project={Project}");
            Assert.InRange(list.Body.Length, Rows * CommentLength, 8 << 20);
            Assert.Equal(Rows, list.Is(200)["data"]!.AsArray().Count);
        }

        Assert.InRange(ResidentMemory.PeakKiB(process) - before, int.MinValue, MaxRaiseKiB);
    }
}
