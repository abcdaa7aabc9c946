using Spikes.Grains.Interfaces.Outcomes;
using Spikes.Grains.Interfaces.Shares;
using Spikes.Grains.Interfaces.Users;
using static Spikes.Silo.Tests.Storage.StorageSamples;

namespace Spikes.Silo.Tests.Storage;

/// <summary>Many uploads at once, as from many gateways and silos.</summary>
public sealed class PostgresShareRaceTests : StorageTests
{
    [Fact]
    public async Task Publish_FiftyAtOnceByOneFreeOwner_GivesExactlyTheLimit()
    {
        var published = await Task.WhenAll(Enumerable.Range(0, 50).Select(number => PublishAsync(Alice, "demo-" + number, number.ToString(provider: null), 5)));

        Assert.Equal(5, published.Count(outcome => outcome.IsSuccess(out _, out _)));
        Assert.All(published.Where(outcome => outcome.Refusal is not null), outcome => Assert.Equal(ErrorCode.ShareLimit, outcome.Code()));
        Assert.Equal(5, (await Accounts.CountAsync(Alice, Token)).Value().Shares);
    }

    [Fact]
    public async Task Publish_OneSlugAndOneContentAtOnce_GivesDifferentSlugsAndStoresTheContentOnce()
    {
        var owners = Enumerable.Range(0, 20).Select(number => AccountId.User(Guid.NewGuid().ToString())).ToList();
        var published = await Task.WhenAll(owners.Select(owner => PublishAsync(owner, "demo", "the same", null)));

        Assert.Equal(20, published.Select(outcome => outcome.Value().Slug).Distinct().Count());
        Assert.Equal(1, await Storage.CountRowsAsync("contents"));
    }

    [Fact]
    public async Task Publish_WhileTheLastOtherShareWithTheContentIsPurged_KeepsTheContent()
    {
        for (var round = 0; round < 20; round++)
        {
            var first = (await PublishAsync(Alice, "first-" + round, "shared bytes", null)).Value();
            (await Shares.DeleteAsync(Alice, first.Id, Token)).Value();
            var purge = Shares.PurgeAllAsync(first.Id);
            var second = PublishAsync(Bob, "second-" + round, "shared bytes", null);
            await Task.WhenAll(purge, second);

            Assert.Equal("shared bytes", await Shares.ReadTextAsync("second-" + round, "a.txt"));
            (await Shares.DeleteAsync(Bob, (await second).Value().Id, Token)).Value();
            await Shares.PurgeAllAsync((await second).Value().Id);
        }
    }

    protected override async Task<StorageHarness> OpenAsync() => await PostgresHarness.OpenAsync();

    private async Task<Outcome<ShareSummary>> PublishAsync(AccountId owner, string slug, string text, int? maxShares)
    {
        var upload = Guid.NewGuid().ToString();
        return await Shares.PublishAsync(owner, slug, upload, await Shares.StageAsync(upload, ("a.txt", text)), maxShares);
    }
}
