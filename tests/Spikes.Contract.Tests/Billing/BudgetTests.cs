using Xunit;

namespace Spikes.Contract.Tests.Billing;

/// <summary>What the cap of a key refuses (contract section 7.3).</summary>
public sealed class BudgetTests(SpikesServer server) : IDisposable
{
    private readonly SpikesApp _app = server.NewApp();

    public void Dispose() => _app.Dispose();

    [Fact]
    public Task Submit_WithAKeyOverItsCap_IsRefusedWithoutRetryAfterAndStoresNothing() => OneMonth.RunAsync(async () =>
    {
        var agent = await Agent.SignUpAsync(server, _app);
        var key = await agent.NewKeyAsync(1);
        var (share, _) = await _app.NewShareAsync(agent.Token);
        var known = SpikesApp.Spike(share);
        known["id"] = "known-" + Guid.NewGuid().ToString("N");
        (await _app.PostAsync("/spikes", known, key.Secret)).Is(201);
        for (var i = 0; i < 9; i++)
            (await _app.SubmitAsync(share, key.Secret)).Is(201);

        var refused = await _app.SubmitAsync(share, key.Secret);

        Assert.Equal((429, """{"error":"Monthly budget exceeded","code":"BUDGET_EXCEEDED"}"""), (refused.Status, refused.Body));
        Assert.Null(refused.Header("Retry-After"));
        (await _app.PostAsync("/spikes", known, key.Secret)).Is(200);
        Assert.Equal(10, (await _app.GetAsync("/usage", agent.Token)).Is(200)["spikes"]!.GetValue<int>());
        (await _app.SubmitAsync(share, agent.Token)).Is(201);
        (await _app.SubmitAsync(share)).Is(201);
    });

    [Fact]
    public Task Submit_ByStrangersToAShareOfAKey_UsesUpThatKey() => OneMonth.RunAsync(async () =>
    {
        var agent = await Agent.SignUpAsync(server, _app);
        var key = await agent.NewKeyAsync(2);
        var (share, slug) = await _app.NewShareAsync(key.Secret);
        for (var i = 0; i < 10; i++)
            (await _app.SubmitAsync(i % 2 == 0 ? share : slug)).Is(201);

        (await _app.SubmitAsync(share)).Refuses(429, "BUDGET_EXCEEDED");
        (await _app.SubmitAsync(share, server.AdminToken)).Is(201);
        (await _app.SubmitAsync(share, await _app.SignUpAsync())).Is(201);
    });

    [Fact]
    public async Task Submit_ToAKeyOfNobody_CostsTheAgentThatPosts()
    {
        var agent = await Agent.SignUpAsync(server, _app);
        var project = "unowned-" + Guid.NewGuid().ToString("N");
        var none = await agent.NewKeyAsync(0);
        (await _app.SubmitAsync(project, none.Secret)).Refuses(429, "BUDGET_EXCEEDED");
        (await _app.PostAsync("/spikes?token=" + none.Secret, SpikesApp.Spike(project))).Refuses(429, "BUDGET_EXCEEDED");
        (await _app.SubmitAsync(project)).Is(201);

        await server.SetTierAsync(agent.Id, "pro");
        (await _app.SubmitAsync(project, none.Secret)).Is(201);
    }

    [Fact]
    public Task Upload_WithAKeyOverItsCap_LeavesNothing() => OneMonth.RunAsync(async () =>
    {
        var agent = await Agent.SignUpAsync(server, _app);
        var key = await agent.NewKeyAsync(1);
        var slug = "budget-" + Guid.NewGuid().ToString("N");
        (await _app.ShareAsync(key.Secret, $$"""{"slug":"{{slug}}"}""", ("index.html", "x"))).Is(201);

        var refused = await _app.ShareAsync(key.Secret, $$"""{"slug":"{{slug}}-2"}""", ("index.html", "y"));

        Assert.Equal((429, """{"error":"Monthly budget exceeded","code":"BUDGET_EXCEEDED"}"""), (refused.Status, refused.Body));
        Assert.Null(refused.Header("Retry-After"));
        (await _app.GetAsync($"/s/{slug}-2")).Refuses(404, "NOT_FOUND");
        Assert.Single((await _app.GetAsync("/shares", key.Secret)).Is(200).AsArray());
        var free = (await _app.ShareAsync(agent.Token, $$"""{"slug":"{{slug}}-2"}""", ("index.html", "z"))).Is(201);
        Assert.Equal(slug + "-2", free["slug"]!.GetValue<string>());
    });

    [Fact]
    public async Task SetCap_AtAnyDoor_HoldsAtOnceAtAll()
    {
        var agent = await Agent.SignUpAsync(server, _app);
        var key = await agent.NewKeyAsync(null);
        var (share, _) = await _app.NewShareAsync(agent.Token);
        var doors = server.NewAppsOfEachDoor();
        for (var round = 0; round < 5; round++)
        {
            foreach (var patching in doors)
            {
                (await agent.SetCapAsync(patching, key.Id, 0)).Is(200);
                foreach (var posting in doors)
                    (await posting.SubmitAsync(share, key.Secret)).Refuses(429, "BUDGET_EXCEEDED");
                (await agent.SetCapAsync(patching, key.Id, 100)).Is(200);
                foreach (var posting in doors)
                    (await posting.SubmitAsync(share, key.Secret)).Is(201);
            }
        }

        foreach (var door in doors)
            door.Dispose();
    }

    [Fact]
    public Task Submit_ManyAtOnceThroughAllDoors_StoresExactlyTheCap() => OneMonth.RunAsync(async () =>
    {
        var agent = await Agent.SignUpAsync(server, _app);
        var key = await agent.NewKeyAsync(5);
        var (share, _) = await _app.NewShareAsync(agent.Token);
        var project = await _app.NewProjectAsync(agent.Token);

        var answers = await Task.WhenAll(Enumerable.Range(0, 120).Select(number => _app.SubmitAsync(number % 2 == 0 ? share : project, key.Secret)));

        Assert.Equal(50, answers.Count(answer => answer.Status == 201));
        Assert.All(answers.Where(answer => answer.Status != 201), answer => answer.Refuses(429, "BUDGET_EXCEEDED"));
        var usage = (await _app.GetAsync("/usage", key.Secret)).Is(200);
        Assert.Equal((5, 50), (usage["cost_this_period_cents"]!.GetValue<int>(), usage["spikes_this_period"]!.GetValue<int>()));
    });
}
