using Spikes.Chaos.Judging;
using Spikes.Chaos.Posting;
using Xunit;

namespace Spikes.Chaos.Tests.Judging;

public sealed class GapsTests
{
    private static readonly Store Even = new("even", 1);
    private static readonly Store Broken = new("broken", 1);
    private static readonly Store Full = new("full", 1) { Limit = 1 };

    [Fact]
    public void Worst_TwoStores_IsThatOfTheStoreThatStoodStill()
    {
        var gaps = Of([.. Acknowledged(Even, 1, 2, 3, 4, 5, 6, 7, 8, 9), .. Acknowledged(Broken, 1, 2, 6, 7, 8, 9)]);

        Assert.Equal((TimeSpan.FromSeconds(4), "broken"), gaps.Worst());
    }

    [Fact]
    public void Worst_NothingAtTheEnd_CountsToTheEnd() =>
        Assert.Equal(TimeSpan.FromSeconds(7), Of([.. Acknowledged(Even, 1, 2, 3)]).Worst().Gap);

    [Fact]
    public void Worst_StoreWithALimit_IsLeftOut() =>
        Assert.Equal("even", Of([.. Acknowledged(Even, 2, 4, 6, 8), .. Acknowledged(Full, 1)]).Worst().Store);

    [Fact]
    public void WorstBetween_LaterGap_IsNotSeen() =>
        Assert.Equal(TimeSpan.FromSeconds(1), Of([.. Acknowledged(Even, 1, 2, 8)]).WorstBetween(0, At(2)).Gap);

    [Fact]
    public void LastStoreAfter_TwoStores_WaitsForBoth()
    {
        var gaps = Of([.. Acknowledged(Even, 1, 4, 5), .. Acknowledged(Broken, 2, 9)]);

        Assert.Equal(TimeSpan.FromSeconds(6), gaps.LastStoreAfter(At(3)));
        Assert.Equal(TimeSpan.FromSeconds(1), gaps.AnyStoreAfter(At(3)));
    }

    private static Gaps Of(Post[] posts) => new(posts, 0, At(10), TimeProvider.System);

    private static IEnumerable<Post> Acknowledged(Store store, params int[] seconds) =>
        seconds.Select(second => new Post(store, $"{store.Name}-{second}", Fate.Acknowledged, "row", At(second)));

    private static long At(int seconds) => seconds * TimeProvider.System.TimestampFrequency;
}
