using System.Text.RegularExpressions;
using Spikes.Grains.Interfaces.Projects;
using Spikes.Grains.Interfaces.Spikes;
using static Spikes.Silo.Tests.Storage.StorageSamples;

namespace Spikes.Silo.Tests.Storage;

/// <summary>Stores, order and content of submitted spikes.</summary>
public abstract partial class SpikeSubmitContract : StorageTests
{
    private static readonly StoreKey Key = StoreKey.Unregistered("my-project");

    [Fact]
    public async Task Submit_EveryMemberSet_ReadsBackTheSame()
    {
        var draft = Draft with
        {
            Type = "element",
            Page = "Ünïcode 🎉 'quotes\" -- ; DROP TABLE spikes",
            Url = "https://example.com/?a=b#c",
            Reviewer = new Reviewer("r1", "Ann", "ann@example.com"),
            Selector = "#main > p",
            XPath = "/html/body/p",
            ElementText = "text",
            BoundingBox = new Box(-1.5, 2.25, 1e300, 0.1),
            Rating = "love",
            Comments = "line\nline",
            Timestamp = "2020-02-30T25:00",
            Viewport = new Viewport(0, 100_000),
            UserAgent = "curl/8",
        };
        await Spikes.StoreAsync(Key, draft: draft);

        var row = Assert.Single((await Spikes.PageAsync(Caller.Admin, Key)));
        Assert.Equal(draft, row.Draft);
        Assert.Equal(Key, row.Store);
    }

    [Fact]
    public async Task Submit_OptionalMembersAbsent_ReadsBackNullAndTheReceiveTime()
    {
        await Spikes.StoreAsync(Key);

        var row = Assert.Single((await Spikes.PageAsync(Caller.Admin, Key)));
        Assert.Equal(Draft with { Timestamp = "2026-01-15T10:30:00.250Z" }, row.Draft);
        Assert.Equal(Storage.Time.GetUtcNow().ToUnixTimeMilliseconds(), row.ReceivedAt);
    }

    [Fact]
    public async Task Submit_NoClientId_GivesADifferentVersion4IdEachTime()
    {
        var ids = await Task.WhenAll(Enumerable.Range(0, 200).Select(_ => Spikes.StoreAsync(Key)));

        Assert.Equal(200, ids.Distinct().Count());
        Assert.All(ids, id => Assert.Matches(LowerVersion4(), id));
    }

    [Fact]
    public async Task Submit_UnknownShare_IsNotFound()
    {
        var result = await Spikes.SubmitAsync(StoreKey.Share(Guid.NewGuid().ToString()));

        Assert.Equal(ErrorCode.NotFound, result.Outcome.Code());
        Assert.False(result.StoreMoved);
    }

    [Fact]
    public async Task Submit_DeletedShare_IsNotFoundByStoreAndByItsIdAsKey()
    {
        var share = await Shares.UploadAsync(Alice, "demo");
        await Shares.DeleteAsync(Alice, share.Id, Token);

        Assert.Equal(ErrorCode.NotFound, (await Spikes.SubmitAsync(StoreKey.Share(share.Id))).Outcome.Code());
        var byKey = await Spikes.SubmitAsync(StoreKey.Unregistered(share.Id.ToUpperInvariant()));
        Assert.Equal(ErrorCode.NotFound, byKey.Outcome.Code());
        Assert.False(byKey.StoreMoved);
        Assert.Equal(0, await Storage.CountRowsAsync("spikes"));
    }

    [Fact]
    public async Task Submit_RegisteredProject_IsNotFoundInThisVersion() =>
        Assert.Equal(
            ErrorCode.NotFound, (await Spikes.SubmitAsync(new StoreKey(StoreKind.Project, Guid.NewGuid().ToString()))).Outcome.Code());

    [Fact]
    public async Task Submit_UnregisteredKeyThatIsASlugNow_SaysMovedAndStoresNothing()
    {
        await Shares.UploadAsync(Alice, "my-project");

        Assert.True((await Spikes.SubmitAsync(Key)).StoreMoved);
        Assert.Equal(0, await Storage.CountRowsAsync("spikes"));
    }

    [Fact]
    public async Task Submit_UnregisteredKeyThatIsAShareIdInAnyCase_SaysMoved()
    {
        var share = await Shares.UploadAsync(Alice, "demo");

        Assert.True((await Spikes.SubmitAsync(StoreKey.Unregistered(share.Id))).StoreMoved);
        Assert.True((await Spikes.SubmitAsync(StoreKey.Unregistered(share.Id.ToUpperInvariant()))).StoreMoved);
        Assert.Equal(0, await Storage.CountRowsAsync("spikes"));
    }

    [Fact]
    public async Task Submit_Share_CountsItsRows()
    {
        var share = await Shares.UploadAsync(Alice, "demo");
        await Spikes.StoreAsync(StoreKey.Share(share.Id));
        await Spikes.StoreAsync(StoreKey.Share(share.Id));

        Assert.Equal(2, (await Shares.FindAsync(Alice, "demo", Token)).Value().SpikeCount);
        Assert.Equal(2, await Storage.CountRowsAsync("spikes"));
    }

    [Fact]
    public async Task Submit_ClockGoesBack_KeepsTheOrderOfCommits()
    {
        var ids = new List<string>();
        foreach (var step in new[] { 0, 5, -5000, 3, -1 })
        {
            Storage.Time.AdjustTime(Storage.Time.GetUtcNow().AddMilliseconds(step));
            ids.Insert(0, await Spikes.StoreAsync(Key));
        }

        var rows = await Spikes.PageAsync(Caller.Admin, Key);
        Assert.Equal(rows.Select(row => row.ReceivedAt), rows.Select(row => row.ReceivedAt).OrderDescending());
        Assert.Equal(rows.Max(row => row.ReceivedAt), rows.Single(row => row.Id == ids[0]).ReceivedAt);
    }

    [Fact]
    public async Task Submit_ClockGoesBackOverARestart_KeepsTheOrderOfCommits()
    {
        await Spikes.StoreAsync(Key);
        var before = Assert.Single((await Spikes.PageAsync(Caller.Admin, Key)));
        Storage.Time.AdjustTime(Storage.Time.GetUtcNow().AddHours(-1));
        await Storage.ReopenAsync();
        await Spikes.StoreAsync(Key);

        Assert.All((await Spikes.PageAsync(Caller.Admin, Key)), row => Assert.Equal(before.ReceivedAt, row.ReceivedAt));
    }

    [Theory]
    [InlineData("anonymous", false)]
    [InlineData("stranger", false)]
    [InlineData("owner", true)]
    [InlineData("admin", true)]
    public async Task Submit_ResolvedToAShare_IsKeptForOwnerAndAdminOnly(string who, bool kept)
    {
        var share = await Shares.UploadAsync(Alice, "demo");
        var caller = who switch
        {
            "owner" => Caller.For(Alice),
            "stranger" => Caller.For(Bob),
            "admin" => Caller.Admin,
            _ => Caller.Anonymous,
        };
        await Spikes.StoreAsync(StoreKey.Share(share.Id), caller, draft: Draft with { Resolved = true, ResolvedAt = "2020-01-01" });

        var row = Assert.Single((await Spikes.PageAsync(Caller.Admin)));
        Assert.Equal((kept, kept ? "2020-01-01" : null), (row.Draft.Resolved, row.Draft.ResolvedAt));
    }

    [Fact]
    public async Task Submit_ResolvedToAnUnownedStore_IsKeptForEveryCredentialAndTakesTheReceiveTime()
    {
        var resolved = Draft with { Resolved = true };
        var anonymous = await Spikes.StoreAsync(Key, draft: resolved);
        var user = await Spikes.StoreAsync(Key, Caller.For(Bob), draft: resolved);

        var rows = (await Spikes.PageAsync(Caller.Admin, Key)).ToDictionary(row => row.Id, row => row.Draft);
        Assert.Equal((false, null), (rows[anonymous].Resolved, rows[anonymous].ResolvedAt));
        Assert.Equal((true, "2026-01-15T10:30:00.250Z"), (rows[user].Resolved, rows[user].ResolvedAt));
    }

    [Fact]
    public async Task Submit_ResolvedAtWithoutResolved_IsIgnored()
    {
        await Spikes.StoreAsync(Key, Caller.Admin, draft: Draft with { ResolvedAt = "2020-01-01" });

        Assert.Null(Assert.Single((await Spikes.PageAsync(Caller.Admin, Key))).Draft.ResolvedAt);
    }

    [Fact]
    public async Task Submit_Reopened_KeepsEverything()
    {
        var share = await Shares.UploadAsync(Alice, "demo", ("index.html", "hello"));
        var id = await Spikes.StoreAsync(StoreKey.Share(share.Id), clientId: "client-1");
        await Storage.ReopenAsync();

        Assert.Equal(id, Assert.Single((await Spikes.PageAsync(Caller.For(Alice)))).Id);
        Assert.Equal(share with { SpikeCount = 1 }, (await Shares.FindAsync(Alice, "demo", Token)).Value());
        Assert.Equal("hello", await Shares.ReadTextAsync("demo", ""));
        var again = await Spikes.SubmitAsync(StoreKey.Share(share.Id), clientId: "client-1");
        Assert.Equal(new SubmittedSpike(id, true), again.Outcome.Value());
    }

    [GeneratedRegex("^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$")]
    private static partial Regex LowerVersion4();
}
