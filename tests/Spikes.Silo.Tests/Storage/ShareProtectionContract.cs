using Spikes.Grains.Interfaces.Billing;
using Spikes.Grains.Interfaces.Outcomes;
using Spikes.Grains.Interfaces.Shares;
using Spikes.Grains.Interfaces.Users;
using static Spikes.Silo.Tests.Storage.StorageSamples;

namespace Spikes.Silo.Tests.Storage;

/// <summary>Protected shares: what only paid owners make, and what stands before it.</summary>
public abstract class ShareProtectionContract : StorageTests
{
    private const string Hash = "$argon2id$of$alice";

    [Fact]
    public async Task Open_ProtectedShare_IsRefusedWhateverThePath()
    {
        await MakeOwnerAsync(Tier.Pro);
        await PublishAsync("demo", Hash, ("index.html", "a"), ("docs/index.html", "b"), ("a.txt", "c"));

        foreach (var path in new[] { "", "index.html", "docs", "docs/", "a.txt", "nowhere", "~pass/a.txt", "'" })
            Assert.Equal(ErrorCode.AuthRequired, (await Shares.OpenFileAsync("demo", path, Token)).Code());
        Assert.Equal(ErrorCode.NotFound, (await Shares.OpenFileAsync("other", "", Token)).Code());
    }

    [Theory]
    [InlineData("", "index.html", false)]
    [InlineData("a.txt", "a.txt", false)]
    [InlineData("docs", "docs/index.html", true)]
    [InlineData("docs/", "docs/index.html", false)]
    [InlineData("nowhere", null, false)]
    public async Task OpenGuarded_Path_IsTheFileBehindItsGuard(string path, string? name, bool isFolder)
    {
        await MakeOwnerAsync(Tier.Agent);
        var share = await PublishAsync("demo", Hash, ("index.html", "a"), ("docs/index.html", "b"), ("a.txt", "c"));
        await Storage.ReopenAsync();

        var guard = (await Shares.FindGuardAsync("demo", Token)).Value();
        Assert.Equal(new ShareGuard(share.Id, "demo", Alice, Hash, Tier.Agent), guard);
        Assert.DoesNotContain(Hash, guard.ToString(), StringComparison.Ordinal);
        var opened = await Shares.OpenGuardedFileAsync(guard.ShareId, path, Token);
        Assert.Equal((name, isFolder), (opened.Value?.Name, opened.Value?.IsFolder ?? false));
        Assert.Equal(name is null ? ErrorCode.NotFound : null, opened.Code());
    }

    [Fact]
    public async Task Guard_OfUnprotectedUnknownOrDeletedShare_IsNotFound()
    {
        await MakeOwnerAsync(Tier.Pro);
        var open = await PublishAsync("open", null, ("index.html", "a"));
        var gone = await PublishAsync("gone", Hash, ("index.html", "a"));
        Assert.Equal(Hash, (await Shares.FindGuardAsync(gone.Id, Token)).Value().PasswordHash);
        (await Shares.DeleteAsync(Alice, gone.Id, Token)).Value();

        foreach (var name in new[] { "open", "gone", "nowhere", "Gone", open.Id, gone.Id, Guid.NewGuid().ToString() })
            Assert.Equal(ErrorCode.NotFound, (await Shares.FindGuardAsync(name, Token)).Code());
        foreach (var id in new[] { "open", gone.Id, Guid.NewGuid().ToString() })
            Assert.Equal(ErrorCode.NotFound, (await Shares.OpenGuardedFileAsync(id, "", Token)).Code());
        Assert.Equal(ErrorCode.NotFound, (await Shares.OpenFileAsync("gone", "", Token)).Code());
        Assert.Equal("index.html", (await Shares.OpenFileAsync("open", "", Token)).Value().Name);
    }

    [Fact]
    public async Task Guard_OwnerIsFreeAndPaysAgain_IsLockedMeanwhile()
    {
        await MakeOwnerAsync(Tier.Pro);
        var share = await PublishAsync("demo", Hash, ("index.html", "a"));
        foreach (var tier in new[] { Tier.Free, Tier.Pro, Tier.Agent, Tier.Grace, Tier.Free })
        {
            await Storage.SetTierAsync(Alice, tier);
            Assert.Equal(tier == Tier.Free, (await Shares.FindGuardAsync(share.Id, Token)).Value().IsLocked);
            Assert.Equal(tier == Tier.Free, (await Shares.FindGuardAsync("demo", Token)).Value().IsLocked);
        }
    }

    [Fact]
    public async Task Guard_GraceEnds_IsLockedAtThatInstant()
    {
        var failed = new StripeEvent("1", StripeEventKind.PaymentFailed, Storage.Time.GetUtcNow(), "sub", null, null, false, false);
        (await Accounts.ApplyAsync("cus", failed, Alice, Token)).Value();
        var share = await PublishAsync("demo", Hash, ("index.html", "a"));

        Storage.Time.Advance(TimeSpan.FromDays(7) - TimeSpan.FromMilliseconds(1));
        Assert.False((await Shares.FindGuardAsync(share.Id, Token)).Value().IsLocked);
        await PublishAsync("second", Hash, ("index.html", "a"));
        Storage.Time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.True((await Shares.FindGuardAsync(share.Id, Token)).Value().IsLocked);
        Assert.Equal(ErrorCode.UpgradeRequired, (await TryPublishAsync("third", Command("third", Hash))).Code());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Publish_FreeOwner_IsRefusedBeforeTheLimitAndNothingIsLeft(bool hasRow)
    {
        if (hasRow) await MakeOwnerAsync(Tier.Free);
        var webhook = Command("hook", null) with { WebhookUrl = "https://example.com/", SealedWebhookSecret = "sealed" };
        foreach (var command in new[] { Command("demo", Hash), webhook })
            Assert.Equal(ErrorCode.UpgradeRequired, (await TryPublishAsync("u-" + command.Slug, command, maxShares: 0)).Code());

        Assert.Equal(ErrorCode.NotFound, (await Shares.ReadStagedAsync("u-demo", 0, 0, 1, Token)).Code());
        Assert.Equal(ErrorCode.NotFound, (await Shares.OpenFileAsync("demo", "", Token)).Code());
        Assert.Equal(ErrorCode.ShareLimit, (await TryPublishAsync("plain", Command("plain", null), maxShares: 0)).Code());
    }

    [Fact]
    public async Task Publish_RacesDowngrades_MakesNoProtectedShareAfterOne()
    {
        await MakeOwnerAsync(Tier.Pro);
        for (var round = 0; round < 10; round++)
        {
            await Storage.SetTierAsync(Alice, Tier.Pro);
            var prefix = "race" + round;
            var publishing = Enumerable.Range(0, 6).Select(number =>
                Task.Run(() => TryPublishAsync($"{prefix}-{number}", Command($"{prefix}-{number}", Hash)), Token)).ToList();
            // The others are on their way: whoever looked at the tier without keeping the row would now wait with an old answer.
            await Task.WhenAny(publishing);
            await Storage.SetTierAsync(Alice, Tier.Free);
            var protectedShares = await Storage.CountRowsAsync("shares WHERE password_hash IS NOT NULL");

            Assert.All(await Task.WhenAll(publishing), outcome => Assert.True(outcome.Code() is null or ErrorCode.UpgradeRequired));
            Assert.Equal(protectedShares, await Storage.CountRowsAsync("shares WHERE password_hash IS NOT NULL"));
        }
    }

    private static CreateShare Command(string slug, string? hash) => new(Alice, slug, false, null) { PasswordHash = hash };

    private async Task MakeOwnerAsync(Tier tier)
    {
        await Shares.UploadAsync(Alice, "first", ("index.html", "first"));
        await Storage.SetTierAsync(Alice, tier);
    }

    private async Task<ShareSummary> PublishAsync(string slug, string? hash, params (string Name, string Text)[] files)
    {
        var upload = Guid.NewGuid().ToString();
        var staged = await Shares.StageAsync(upload, files);
        return (await Shares.PublishAsync(Command(slug, hash), upload, staged, null, Token)).Value();
    }

    private async Task<Outcome<ShareSummary>> TryPublishAsync(string upload, CreateShare command, int? maxShares = null) =>
        await Shares.PublishAsync(command, upload, await Shares.StageAsync(upload, ("index.html", upload)), maxShares, Token);
}
