using Microsoft.Extensions.Time.Testing;
using Spikes.Grains.Interfaces.Outcomes;
using Spikes.Grains.Interfaces.Users;
using Spikes.Grains.Storage;

namespace Spikes.Grains.Tests.Storage;

public sealed class StateSweeperTests : IGrainStateRows
{
    private static readonly DateTimeOffset Now = new(2026, 3, 31, 12, 0, 0, TimeSpan.Zero);

    private readonly List<(string Kind, DateTimeOffset Before)> _removed = [];

    [Fact]
    public async Task Sweep_EveryKind_RemovesWhatIsOverEvenWhenOneFails()
    {
        await new StateSweeper(this, new FakeTimeProvider(Now)).SweepAsync(TestContext.Current.CancellationToken);

        Assert.Equal(
            [("login", Now.AddDays(-30)), ("device", Now.AddDays(-1)), ("session", Now.AddDays(-31))], _removed);
    }

    [Fact]
    public void Kinds_All_AreOfGrainsWhoseStateEnds() => Assert.Equal(
        new[] { Secrets.LoginTokenKey("x"), DeviceCodes.GrainKey("x"), Secrets.SessionKey("x") }.Select(key => key.Split('/')[0]),
        StateSweeper.Kinds.Select(kind => kind.Kind));

    Task<Outcome<Done>> IGrainStateRows.RemoveAsync(string kind, DateTimeOffset before, CancellationToken cancellationToken)
    {
        _removed.Add((kind, before));
        return Task.FromResult<Outcome<Done>>(Refusal.Unavailable);
    }
}
