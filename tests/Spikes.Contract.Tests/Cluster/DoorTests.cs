using Xunit;

namespace Spikes.Contract.Tests.Cluster;

/// <summary>What one door has answered, the others know.</summary>
[Trait("Mode", "Cluster")]
public sealed class DoorTests(SpikesServer server) : IDisposable
{
    private const int Limit = 60;
    private const int More = 30;

    private readonly SpikesApp[] _doors = server.NewAppsOfEachDoor();

    /// <summary>Two doors. The first and the second are gateways, the last is a silo.</summary>
    public static TheoryData<int, int> Pairs => new() { { 0, 1 }, { 1, 2 }, { 2, 0 } };

    public void Dispose()
    {
        foreach (var door in _doors)
            door.Dispose();
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public async Task SignUp_AtOneDoor_CountsAtAnotherUntilLoggedOutThere(int first, int second)
    {
        var (one, other) = (_doors[first], _doors[second]);
        var token = await one.SignUpAsync();
        (await other.GetAsync("/me", token)).Is(200);

        (await other.PostAsync("/auth/logout", body: null, token)).Is(200);

        (await one.GetAsync("/me", token)).Refuses(401, "AUTH_FAILED");
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public async Task Upload_AtOneDoor_IsServedByAnotherUntilDeletedThere(int first, int second)
    {
        var (one, other) = (_doors[first], _doors[second]);
        var token = await one.SignUpAsync();
        for (var share = 0; share < 5; share++)
        {
            var (id, slug) = await one.NewShareAsync(token);
            Assert.Equal(200, (await other.GetAsync("/s/" + slug)).Status);

            (await other.SendAsync(HttpMethod.Delete, "/shares/" + id, token)).Is(200);

            (await one.GetAsync("/s/" + slug)).Refuses(404, "NOT_FOUND");
        }
    }

    [Fact]
    public async Task Delete_WhileEveryDoorServesTheShare_IsGoneAtAllAtOnce()
    {
        var token = await _doors[0].SignUpAsync();
        // Each door deletes in its turn.
        for (var share = 0; share < 6; share++)
        {
            var deleting = _doors[share % _doors.Length];
            var (id, slug) = await deleting.NewShareAsync(token);
            using var deleted = new CancellationTokenSource();
            var readers = _doors.Select(door => ReadUntilAsync(door, "/s/" + slug, deleted.Token)).ToArray();
            foreach (var door in _doors)
                await ReadAsync(door, "/s/" + slug, times: 10);

            (await deleting.SendAsync(HttpMethod.Delete, "/shares/" + id, token)).Is(200);
            await deleted.CancelAsync();

            Assert.All(await Task.WhenAll(readers), answer => answer.Refuses(404, "NOT_FOUND"));
        }
    }

    [Fact]
    public async Task Submit_InTurns_IsListedByAllAtOnce()
    {
        var project = "turns-" + Guid.NewGuid().ToString("N");
        var sent = new List<string>();
        for (var turn = 0; turn < 21; turn++)
        {
            sent.Add((await _doors[turn % _doors.Length].SubmitAsync(project)).Is(201)["id"]!.GetValue<string>());

            foreach (var door in _doors)
            {
                var rows = (await door.GetAsync("/spikes?project=" + project)).Is(200)["data"]!.AsArray();
                Assert.Equal(sent.Order(StringComparer.Ordinal), rows.Select(row => row!["id"]!.GetValue<string>()).Order(StringComparer.Ordinal));
            }
        }
    }

    [Fact]
    public async Task Submit_OneClientAtEveryDoor_IsAdmittedAsOftenAsTheLimitSays()
    {
        foreach (var door in _doors)
            door.ClientAddress = _doors[0].ClientAddress;
        var project = "every-" + Guid.NewGuid().ToString("N");

        var answers = await Task.WhenAll(Enumerable.Range(0, Limit + More).Select(number => _doors[number % _doors.Length].SubmitAsync(project)));

        Assert.Equal(Limit, answers.Count(answer => answer.Status == 201));
        Assert.All(answers.Where(answer => answer.Status != 201), answer => answer.Refuses(429, "RATE_LIMIT"));
        Assert.Equal(Limit, (await _doors[0].GetAsync("/spikes?project=" + project)).Is(200)["data"]!.AsArray().Count);
    }

    private static async Task ReadAsync(SpikesApp door, string path, int times)
    {
        for (var time = 0; time < times; time++)
            Assert.Equal(200, (await door.GetAsync(path)).Status);
    }

    /// <summary>Reads on and on; the answer of the first request that was sent after the cancellation.</summary>
    private static async Task<Answer> ReadUntilAsync(SpikesApp door, string path, CancellationToken cancellation)
    {
        while (true)
        {
            var isLast = cancellation.IsCancellationRequested;
            var answer = await door.GetAsync(path);
            if (isLast)
                return answer;
        }
    }
}
