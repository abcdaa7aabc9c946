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
    public async Task Delete_WhileBothGatewaysServeTheShare_IsGoneAtBothAtOnce()
    {
        var token = await _one.SignUpAsync();
        for (var share = 0; share < 5; share++)
        {
            var (id, slug) = await _one.NewShareAsync(token);
            using var deleted = new CancellationTokenSource();
            var readers = _gateways.Select(gateway => ReadUntilAsync(gateway, "/s/" + slug, deleted.Token)).ToArray();
            foreach (var gateway in _gateways)
                await ReadAsync(gateway, "/s/" + slug, times: 10);

            (await _one.SendAsync(HttpMethod.Delete, "/shares/" + id, token)).Is(200);
            await deleted.CancelAsync();

            Assert.All(await Task.WhenAll(readers), answer => answer.Refuses(404, "NOT_FOUND"));
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

    private static async Task ReadAsync(SpikesApp gateway, string path, int times)
    {
        for (var time = 0; time < times; time++)
            Assert.Equal(200, (await gateway.GetAsync(path)).Status);
    }

    /// <summary>Reads on and on; the answer of the first request that was sent after the cancellation.</summary>
    private static async Task<Answer> ReadUntilAsync(SpikesApp gateway, string path, CancellationToken cancellation)
    {
        while (true)
        {
            var isLast = cancellation.IsCancellationRequested;
            var answer = await gateway.GetAsync(path);
            if (isLast)
                return answer;
        }
    }
}
