using Spikes.Gateway.Users;
using Spikes.Grains.Interfaces.Outcomes;
using Spikes.Grains.Interfaces.Users;

namespace Spikes.Gateway.Tests.Users;

public sealed class PollsTests
{
    [Fact]
    public async Task Ask_Outage_IsPending()
    {
        Assert.Equal(Refusal.AuthorizationPending, (await Polls.AskAsync(() => Answer(Refusal.Unavailable))).Refusal);
        Assert.Equal(Refusal.AuthorizationPending, (await Polls.AskAsync<Done>(() => throw new TimeoutException())).Refusal);
        Assert.Equal(Refusal.AuthorizationPending, (await Polls.AskAsync<Done>(() => throw new OrleansException())).Refusal);
    }

    [Fact]
    public async Task Ask_Answer_IsPassedOn()
    {
        var denied = new Refusal(ErrorCode.AccessDenied, "no");
        Assert.Equal(denied, (await Polls.AskAsync(() => Answer(denied))).Refusal);
        Assert.Same(Done.Value, (await Polls.AskAsync(() => Answer(Done.Value))).Value);
        await Assert.ThrowsAsync<InvalidOperationException>(() => Polls.AskAsync<Done>(() => throw new InvalidOperationException()));
    }

    [Fact]
    public void WindowOf_ManyAddresses_IsOneOfAFewOfTheClient()
    {
        var windows = Enumerable.Range(0, 200_000).Select(i => Polls.WindowOf($"a{i}@example.com", "192.0.2.1")).ToHashSet();

        Assert.InRange(windows.Count, 50_000, 65_536);
        Assert.Contains(Polls.WindowOf("a7@example.com", "192.0.2.1"), windows);
        Assert.DoesNotContain(Polls.WindowOf("a7@example.com", "192.0.2.2"), windows);
    }

    private static Task<Outcome<Done>> Answer(Outcome<Done> outcome) => Task.FromResult(outcome);
}
