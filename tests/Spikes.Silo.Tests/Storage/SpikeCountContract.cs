using Spikes.Grains.Interfaces.Projects;
using Spikes.Grains.Interfaces.Spikes;
using static Spikes.Silo.Tests.Storage.StorageSamples;

namespace Spikes.Silo.Tests.Storage;

/// <summary>Counting a list, part by part, and finding a place in it.</summary>
public abstract class SpikeCountContract : StorageTests
{
    private static readonly StoreKey Key = StoreKey.Unregistered("my-project");

    [Fact]
    public async Task Count_EveryPlace_IsThatOfTheRow()
    {
        for (var i = 0; i < 5; i++)
        {
            await Spikes.StoreAsync(Key, draft: Draft with { Rating = i % 2 == 0 ? "love" : "no" });
            Storage.Time.Advance(TimeSpan.FromMilliseconds(i % 2));
        }

        foreach (var filter in new[] { SpikeFilter.None, new(Rating: "love"), new(Rating: "like") })
        {
            var rows = await Spikes.PageAsync(Caller.Admin, Key, filter);
            for (var place = 0; place <= rows.Count + 1; place++)
            {
                var count = await CountAsync(filter, null, place);
                var expected = place == 0 || place > rows.Count ? (SpikeCursor?)null : new(rows[place - 1].ReceivedAt, rows[place - 1].Id);
                Assert.Equal(new SpikeCount(rows.Count, expected, null), count);
            }
        }
    }

    [Fact]
    public async Task Count_AfterARow_CountsTheRest()
    {
        for (var i = 0; i < 4; i++) await Spikes.StoreAsync(Key);
        var second = (await CountAsync(SpikeFilter.None, null, 2)).At;
        var rows = await Spikes.PageAsync(Caller.Admin, Key, after: second);

        Assert.Equal(2, rows.Count);
        Assert.Equal(new SpikeCount(2, new(rows[0].ReceivedAt, rows[0].Id), null), await CountAsync(SpikeFilter.None, second, 1));
    }

    [Fact]
    public async Task Count_UnknownStore_IsZero() => Assert.Equal(
        new SpikeCount(0, null, null),
        (await Spikes.CountAsync(new SpikeQuery(Caller.Admin, StoreKey.Unregistered("\0"), SpikeFilter.None, null, 1, 1), 1, Token)).Value());

    [Fact]
    public async Task Count_WithoutStore_CountsTheCallersScope()
    {
        await Spikes.StoreAsync(Key, Caller.For(Alice));
        await Spikes.StoreAsync(await Storage.NewProjectAsync(Alice, "mine"));
        await Spikes.StoreAsync(Key, Caller.For(Bob));

        var query = new SpikeQuery(Caller.For(Alice), null, SpikeFilter.None, null, 1, 1);
        Assert.Equal(2, (await Spikes.CountAsync(query, 0, Token)).Value().Matching);
        Assert.Equal(3, (await Spikes.CountAsync(query with { Caller = Caller.Admin }, 0, Token)).Value().Matching);
    }

    [Fact]
    public async Task Count_MoreThanOneCallLooksAt_GoesOnWhereItEnded()
    {
        await Task.WhenAll(Enumerable.Range(0, 5010).Select(number => Spikes.StoreAsync(
            Key, draft: number % 1000 == 0 ? Draft with { Rating = "love" } : Draft)));

        var all = await CountAsync(SpikeFilter.None, null, 5005);
        Assert.Equal((5000L, null), (all.Matching, all.At));
        var rest = await CountAsync(SpikeFilter.None, all.Next, 5);
        Assert.Equal((10L, null), (rest.Matching, rest.Next));
        Assert.Equal(5, (await Spikes.PageAsync(Caller.Admin, Key, after: rest.At)).Count);

        var loved = await CountAsync(new SpikeFilter(Rating: "love"), null, 0);
        var others = await CountAsync(new SpikeFilter(Rating: "love"), loved.Next, 0);
        Assert.Equal(6, loved.Matching + others.Matching);
        Assert.Null(others.Next);
    }

    private async Task<SpikeCount> CountAsync(SpikeFilter filter, SpikeCursor? after, long place) =>
        (await Spikes.CountAsync(new SpikeQuery(Caller.Admin, Key, filter, after, 1, 1), place, Token)).Value();
}
