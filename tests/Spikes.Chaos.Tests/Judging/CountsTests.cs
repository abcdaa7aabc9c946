using Spikes.Chaos.Judging;
using Spikes.Chaos.Posting;
using Xunit;

namespace Spikes.Chaos.Tests.Judging;

/// <summary>The judge must see what the faults must not do.</summary>
public sealed class CountsTests
{
    private static readonly Store Full = new("full", 1) { Token = "token", Limit = 2 };

    [Fact]
    public void Acknowledged_RowIsThere_NothingIsWrong()
    {
        var counts = Of([Acknowledged("a", "1"), Acknowledged("b", "2")], [Row("1", "a"), Row("2", "b")]);

        Assert.Equal(new Counts { Acknowledged = 2 }, counts);
    }

    [Fact]
    public void Acknowledged_NoRow_IsLost() => Assert.Equal(1, Of([Acknowledged("a", "1"), Acknowledged("b", "2")], [Row("1", "a")]).Lost);

    [Fact]
    public void Acknowledged_RowHasAnotherId_IsLost() => Assert.Equal(1, Of([Acknowledged("a", "1")], [Row("2", "a")]).Lost);

    [Fact]
    public void Acknowledged_RowInAnotherStore_IsLost() =>
        Assert.Equal(1, Of([Acknowledged("a", "1")], [new StoredRow("1", "a", "elsewhere")]).Lost);

    [Fact]
    public void Acknowledged_TwoRows_IsDoubled() => Assert.Equal(1, Of([Acknowledged("a", "1")], [Row("1", "a"), Row("2", "a")]).Doubled);

    [Fact]
    public void Refused_RowIsThere_IsStrange() =>
        Assert.Equal(1, Of([new Post(Full, "a", Fate.Refused, null, 0)], [Row("1", "a")]).Strange);

    [Fact]
    public void NotSent_RowIsThere_IsStrange() => Assert.Equal(1, Of([], [Row("1", "a")]).Strange);

    [Fact]
    public void GivenUp_RowIsThere_IsNotStrange()
    {
        var counts = Of([new Post(Full, "a", Fate.GivenUp, null, 0)], [Row("1", "a")]);

        Assert.Equal(new Counts { GivenUp = 1 }, counts);
    }

    [Fact]
    public void Limit_MoreRows_AreOver() =>
        Assert.Equal(1, Of([Acknowledged("a", "1"), Acknowledged("b", "2"), Acknowledged("c", "3")], [Row("1", "a"), Row("2", "b"), Row("3", "c")]).OverLimit);

    private static Counts Of(Post[] posts, StoredRow[] rows) => Counts.Of(posts, rows, [Full]);

    private static Post Acknowledged(string clientId, string rowId) => new(Full, clientId, Fate.Acknowledged, rowId, 0);

    private static StoredRow Row(string id, string sent) => new(id, sent, Full.Name);
}
