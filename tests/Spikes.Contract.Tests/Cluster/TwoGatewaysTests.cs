using Xunit;

namespace Spikes.Contract.Tests.Cluster;

/// <summary>What one gateway has answered, the other knows.</summary>
[Trait("Mode", "Cluster")]
public sealed class TwoGatewaysTests : IDisposable
{
    private const int Limit = 60;
    private const int More = 30;

    private readonly SpikesApp[] _gateways;
    private readonly SpikesApp _one;
    private readonly SpikesApp _other;

    public TwoGatewaysTests(SpikesServer server)
    {
        _gateways = server.NewAppsOfEachGateway();
        (_one, _other) = (_gateways[0], _gateways[1]);
    }

    public void Dispose()
    {
        foreach (var gateway in _gateways)
            gateway.Dispose();
    }

    [Fact]
    public async Task SignUp_AtOneGateway_CountsAtTheOtherUntilLoggedOutThere()
    {
        var token = await _one.SignUpAsync();
        (await _other.GetAsync("/me", token)).Is(200);

        (await _other.PostAsync("/auth/logout", body: null, token)).Is(200);

        (await _one.GetAsync("/me", token)).Refuses(401, "AUTH_FAILED");
    }

    [Fact]
    public async Task Upload_AtOneGateway_IsServedByTheOtherUntilDeletedThere()
    {
        var token = await _one.SignUpAsync();
        for (var share = 0; share < 5; share++)
        {
            var (id, slug) = await _one.NewShareAsync(token);
            Assert.Equal(200, (await _other.GetAsync("/s/" + slug)).Status);

            (await _other.SendAsync(HttpMethod.Delete, "/shares/" + id, token)).Is(200);

            (await _one.GetAsync("/s/" + slug)).Refuses(404, "NOT_FOUND");
        }
    }

    [Fact]
    public async Task Submit_InTurns_IsListedByBothAtOnce()
    {
        var project = "turns-" + Guid.NewGuid().ToString("N");
        var sent = new List<string>();
        for (var turn = 0; turn < 20; turn++)
        {
            sent.Add((await _gateways[turn % 2].SubmitAsync(project)).Is(201)["id"]!.GetValue<string>());

            foreach (var gateway in _gateways)
            {
                var rows = (await gateway.GetAsync("/spikes?project=" + project)).Is(200)["data"]!.AsArray();
                Assert.Equal(sent.Order(StringComparer.Ordinal), rows.Select(row => row!["id"]!.GetValue<string>()).Order(StringComparer.Ordinal));
            }
        }
    }

    [Fact]
    public async Task Submit_OneClientAtBothGateways_IsAdmittedAsOftenAsTheLimitSays()
    {
        _other.ClientAddress = _one.ClientAddress;
        var project = "both-" + Guid.NewGuid().ToString("N");

        var answers = await Task.WhenAll(Enumerable.Range(0, Limit + More).Select(number => _gateways[number % 2].SubmitAsync(project)));

        Assert.Equal(Limit, answers.Count(answer => answer.Status == 201));
        Assert.All(answers.Where(answer => answer.Status != 201), answer => answer.Refuses(429, "RATE_LIMIT"));
        Assert.Equal(Limit, (await _one.GetAsync("/spikes?project=" + project)).Is(200)["data"]!.AsArray().Count);
    }
}
