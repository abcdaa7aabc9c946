using System.Globalization;
using Xunit;

namespace Spikes.Contract.Tests.Billing;

/// <summary>What GET /usage says to each tier and credential (contract section 7.4).</summary>
public sealed class UsageTests(SpikesServer server) : IDisposable
{
    private readonly SpikesApp _app = server.NewApp();

    public void Dispose() => _app.Dispose();

    [Theory]
    [InlineData("free", "100", "5")]
    [InlineData("pro", "null", "null")]
    [InlineData("grace", "null", "null")]
    public Task Usage_OfTiersWithoutBudget_HasSixMembers(string tier, string spikeLimit, string shareLimit) => OneMonth.RunAsync(async () =>
    {
        var user = await Agent.SignUpAsync(server, _app, tier);
        var key = await user.NewKeyAsync(1);
        var (first, _) = await _app.NewShareAsync(user.Token);
        var (second, _) = await _app.NewShareAsync(key.Secret);
        foreach (var share in new[] { first, second, second })
            (await _app.SubmitAsync(share, key.Secret)).Is(201);

        foreach (var credential in new[] { user.Token, key.Secret })
        {
            var usage = (await _app.GetAsync("/usage", credential)).Body;
            Assert.Equal(
                $$"""{"spikes":3,"spike_limit":{{spikeLimit}},"shares":2,"share_limit":{{shareLimit}},"tier":"{{tier}}","reset_at":"{{NextMonth()}}"}""",
                usage);
        }
    });

    [Fact]
    public Task Usage_OfAnAgent_IsTheAccountsForATokenAndTheKeysForAKey() => OneMonth.RunAsync(async () =>
    {
        var agent = await Agent.SignUpAsync(server, _app);
        var used = await agent.NewKeyAsync(25);
        var idle = await agent.NewKeyAsync(null);
        var (share, _) = await _app.NewShareAsync(used.Secret);
        await _app.NewShareAsync(agent.Token);
        for (var i = 0; i < 3; i++)
            (await _app.SubmitAsync(share, used.Secret)).Is(201);
        (await _app.SubmitAsync(share, agent.Token)).Is(201);

        Assert.Equal(Usage(cost: 3, "null", spikes: 4, shares: 2), (await _app.GetAsync("/usage", agent.Token)).Body);
        Assert.Equal(Usage(cost: 2, "25", spikes: 3, shares: 1), (await _app.GetAsync("/usage", used.Secret)).Body);
        Assert.Equal(Usage(cost: 0, "null", spikes: 0, shares: 0), (await _app.GetAsync("/usage", idle.Secret)).Body);

        string Usage(int cost, string cap, int spikes, int shares) =>
            """{"spikes":4,"spike_limit":null,"shares":2,"share_limit":null"""
            + $$""","tier":"agent","reset_at":"{{NextMonth()}}","cost_this_period_cents":{{cost}}"""
            + $$""","monthly_cap_cents":{{cap}},"period_ends":"{{NextMonth()}}","spikes_this_period":{{spikes}}"""
            + $$""","shares_this_period":{{shares}}}""";
    });

    [Fact]
    public Task Usage_AfterAPost_SaysSoAtEveryDoorAtOnce() => OneMonth.RunAsync(async () =>
    {
        var agent = await Agent.SignUpAsync(server, _app);
        var key = await agent.NewKeyAsync(null);
        var (share, _) = await _app.NewShareAsync(agent.Token);
        var doors = server.NewAppsOfEachDoor();
        for (var posts = 1; posts <= 12; posts++)
        {
            (await doors[posts % doors.Length].SubmitAsync(share, key.Secret)).Is(201);
            foreach (var door in doors)
            {
                var usage = (await door.GetAsync("/usage", key.Secret)).Is(200);
                Assert.Equal(posts, usage["spikes_this_period"]!.GetValue<int>());
                Assert.Equal((posts + 9) / 10, usage["cost_this_period_cents"]!.GetValue<int>());
            }
        }

        foreach (var door in doors)
            door.Dispose();
    });

    private static string NextMonth()
    {
        var now = TimeProvider.System.GetUtcNow();
        return new DateTime(now.Year, now.Month, 1, 0, 0, 0, DateTimeKind.Utc).AddMonths(1)
            .ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
    }
}
