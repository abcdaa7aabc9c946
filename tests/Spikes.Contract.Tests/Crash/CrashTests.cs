using System.Text.Json.Nodes;
using Xunit;

namespace Spikes.Contract.Tests.Crash;

/// <summary>Kills the program while it is written to, and counts what it had acknowledged.</summary>
[Trait("Mode", "Local")]
public sealed class CrashTests : IDisposable
{
    private const int Clients = 16;
    private const int Kills = 3;
    private const int AcknowledgedBetweenKills = 400;

    private static readonly string[] Settings =
    [
        "--Spikes:RateLimits:SpikesPerMinutePerIp=0", "--Spikes:RateLimits:SpikesPerMinutePerProject=0",
        "--Spikes:Limits:FreeSpikesPerShare=1000000", "--Spikes:TrustedProxies:0=127.0.0.0/8",
    ];

    private readonly TestDirectory _data = new();

    public void Dispose() => _data.Dispose();

    [Fact]
    public async Task Kill_WhilePosting_LosesAndDoublesNothing()
    {
        var process = await StartAsync();
        try
        {
            using var load = new CrashLoad(process.Address);
            string token, shareId, project;
            using (var app = new SpikesApp(process.Address))
            {
                token = await app.SignUpAsync();
                shareId = (await app.NewShareAsync(token)).Id;
                project = await app.NewProjectAsync(token);
            }

            var clients = Task.WhenAll(Enumerable.Range(0, Clients).Select(client => load.RunAsync(client % 2 == 0 ? shareId : project)));
            for (var kill = 0; kill < Kills; kill++)
            {
                await load.WaitForMoreAsync(AcknowledgedBetweenKills);
                await process.KillAsync();
                var killed = process;
                process = await StartAsync();
                await killed.DisposeAsync();
                load.Server = process.Address;
            }

            await load.WaitForMoreAsync(AcknowledgedBetweenKills);
            load.Stop();
            await clients;
            await AssertWholeAsync(process.Address, token, shareId, project, load);
        }
        finally
        {
            await process.DisposeAsync();
        }
    }

    private static async Task AssertWholeAsync(Uri address, string token, string shareId, string project, CrashLoad load)
    {
        using var app = new SpikesApp(address);
        var share = (await app.GetAsync("/shares/" + shareId, token)).Is(200);
        var inShare = share["exported_spikes"]!.AsArray();
        Assert.Equal(inShare.Count, share["spike_count"]!.GetValue<int>());
        var inProject = await ReadAsync(app, token, project);
        Assert.Equal(inProject.Count, (await app.GetAsync("/me/projects", token)).Is(200)["data"]![0]!["spike_count"]!.GetValue<int>());
        Assert.NotEmpty(inProject);
        var rows = inShare.Concat(inProject).Select(row => (Id: Text(row, "id"), Sent: Text(row, "comments"))).ToArray();

        Assert.Equal(rows.Length, rows.Select(row => row.Id).Distinct().Count());
        Assert.Equal(rows.Length, rows.Select(row => row.Sent).Distinct().Count());
        var byId = rows.ToDictionary(row => row.Id, row => row.Sent);
        Assert.All(load.Acknowledged, spike => Assert.Equal(spike.Sent, byId.GetValueOrDefault(spike.Id)));
        // Every client stops between two spikes, so what is stored is what was acknowledged.
        Assert.Equal(load.Acknowledged.Count, rows.Length);
    }

    private static async Task<IReadOnlyList<JsonNode?>> ReadAsync(SpikesApp app, string token, string project)
    {
        var rows = new List<JsonNode?>();
        for (var page = 1; ; page++)
        {
            var part = (await app.GetAsync($"/me/projects/{project}/spikes?per_page=100&page={page}", token)).Is(200)["data"]!.AsArray();
            if (part.Count == 0)
                return rows;
            rows.AddRange(part);
        }
    }

    private static string Text(JsonNode? row, string name) => row![name]!.GetValue<string>();

    private Task<SpikesProcess> StartAsync() => SpikesProcess.StartAsync(_data.Path, Settings);
}
