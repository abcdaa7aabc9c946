using Spikes.Grains.Interfaces.Projects;
using Spikes.Grains.Interfaces.Spikes;
using Spikes.Grains.Interfaces.Users;
using Spikes.Grains.Storage;
using static Spikes.Silo.Tests.Storage.StorageSamples;

namespace Spikes.Silo.Tests.Storage;

/// <summary>Registered keys: names, owners, origins and lists, also when callers race.</summary>
public abstract class ProjectContract : StorageTests
{
    private static readonly string[] TwoOrigins = ["https://a.example", "null"];

    [Fact]
    public async Task Register_FreeKey_IsWholeAlsoAfterARestart()
    {
        var asked = NewProject(Alice, "ünï/key 'x'", Storage.Time.GetUtcNow(), TwoOrigins);
        AssertSame(asked, (await Projects.RegisterAsync(asked, Token)).Value());
        await Storage.ReopenAsync();

        AssertSame(asked, (await Projects.FindAsync(asked.Project.Id, Token)).Value());
        var found = (await Projects.FindAsync(Alice, asked.Project.Key, Token)).Value();
        Assert.Equal((asked.Project.Id, 0L, null), (found.Project.Id, found.SpikeCount, found.LastActivity));
        Assert.Equal(
            new ResolvedName(StoreKey.Project(asked.Project.Id), false), (await Shares.ResolveAsync(asked.Project.Key, Token)).Value());
    }

    [Fact]
    public async Task Register_SameRowAgain_IsTheSameProject()
    {
        var asked = NewProject(Alice, "mine", Storage.Time.GetUtcNow(), TwoOrigins);
        (await Projects.RegisterAsync(asked, Token)).Value();

        AssertSame(asked, (await Projects.RegisterAsync(asked, Token)).Value());
        Assert.Equal(1, await Storage.CountRowsAsync("projects"));
        Assert.Equal(ErrorCode.ProjectExists, (await Projects.RegisterAsync(asked with { Owner = Bob }, Token)).Code());
    }

    [Fact]
    public async Task Register_KeyOfAnother_ExistsAndChangesNothing()
    {
        await Storage.NewProjectAsync(Alice, "mine");

        Assert.Equal(ErrorCode.ProjectExists, (await Storage.RegisterAsync(Bob, "mine")).Code());
        Assert.Equal(ErrorCode.ProjectExists, (await Storage.RegisterAsync(Alice, "mine")).Code());
        Assert.Equal(1, await Storage.CountRowsAsync("projects"));
        await Storage.NewProjectAsync(Bob, "Mine");
    }

    [Theory]
    [InlineData("default")]
    [InlineData("local")]
    [InlineData("localhost")]
    public async Task Register_ReservedKey_Exists(string key)
    {
        Assert.Equal(ErrorCode.ProjectExists, (await Storage.RegisterAsync(Alice, key)).Code());
        await Storage.NewProjectAsync(Alice, key.ToUpperInvariant());
    }

    [Fact]
    public async Task Register_IdOrSlugOfAShare_ExistsAlsoAfterTheDeleteByItsIdOnly()
    {
        var share = await Shares.UploadAsync(Bob, "demo");
        foreach (var key in new[] { "demo", share.Id, share.Id.ToUpperInvariant() })
            Assert.Equal(ErrorCode.ProjectExists, (await Storage.RegisterAsync(Alice, key)).Code());

        (await Shares.DeleteAsync(Bob, share.Id, Token)).Value();
        Assert.Equal(ErrorCode.ProjectExists, (await Storage.RegisterAsync(Alice, share.Id)).Code());
        await Shares.PurgeAllAsync(share.Id);
        Assert.Equal(ErrorCode.ProjectExists, (await Storage.RegisterAsync(Alice, share.Id.ToUpperInvariant())).Code());
        await Storage.NewProjectAsync(Alice, "demo");
    }

    [Fact]
    public async Task Register_UuidThatNoShareHas_IsAKeyLikeOthers()
    {
        const string key = "0198c000-0000-7000-8000-00000000000f";
        var upper = key.ToUpperInvariant();
        await Spikes.StoreAsync(StoreKey.Unregistered(upper));
        var store = await Storage.NewProjectAsync(Alice, key);

        foreach (var name in new[] { key, upper })
        {
            Assert.Equal(store, (await Shares.ResolveAsync(name, Token)).Value().Store);
            Assert.True((await Spikes.SubmitAsync(StoreKey.Unregistered(name))).StoreMoved);
        }

        await Spikes.StoreAsync(store);
        Assert.Equal(2, (await Spikes.PageAsync(Caller.Anonymous, store)).Count);
    }

    [Fact]
    public async Task Publish_WishIsARegisteredKey_GetsASuffix()
    {
        await Storage.NewProjectAsync(Alice, "demo");

        Assert.Matches("^demo-[a-z0-9]{5}$", (await Shares.UploadAsync(Bob, "demo")).Slug);
        Assert.Equal(StoreKind.Project, (await Shares.ResolveAsync("demo", Token)).Value().Store.Kind);
    }

    [Fact]
    public async Task Register_ManyAtOnce_GivesTheKeyToOne()
    {
        for (var round = 0; round < 10; round++)
        {
            var key = "race-" + round;
            var owners = Enumerable.Range(0, 10).Select(_ => AccountId.User(Guid.NewGuid().ToString()));
            var outcomes = await Task.WhenAll(owners.Select(owner => Task.Run(() => Storage.RegisterAsync(owner, key), Token)));

            var winner = Assert.Single(outcomes, outcome => outcome.Refusal is null).Value();
            Assert.Equal(9, outcomes.Count(outcome => outcome.Code() == ErrorCode.ProjectExists));
            Assert.Equal(StoreKey.Project(winner.Project.Id), (await Shares.ResolveAsync(key, Token)).Value().Store);
        }
    }

    [Fact]
    public async Task Register_WhileASlugIsTaken_LeavesTheNameWithOne()
    {
        for (var round = 0; round < 10; round++)
        {
            var name = "both-" + round;
            var upload = Task.Run(() => Shares.UploadAsync(Bob, name), Token);
            var registered = await Task.Run(() => Storage.RegisterAsync(Alice, name), Token);

            var kind = (await upload).Slug == name ? StoreKind.Share : StoreKind.Project;
            Assert.Equal(kind == StoreKind.Share ? ErrorCode.ProjectExists : null, registered.Code());
            Assert.Equal(kind, (await Shares.ResolveAsync(name, Token)).Value().Store.Kind);
        }
    }

    [Fact]
    public async Task SetOrigins_OwnProject_ReplacesThem()
    {
        var id = (await Storage.NewProjectAsync(Alice, "mine", TwoOrigins)).Id;

        Assert.Equal(["http://b:81"], (await Projects.SetOriginsAsync(id, Alice, ["http://b:81"], Token)).Value().Project.AllowedOrigins);
        Assert.Equal(["http://b:81"], (await Projects.FindAsync(id, Token)).Value().Project.AllowedOrigins);
        Assert.Empty((await Projects.SetOriginsAsync(id, Alice, [], Token)).Value().Project.AllowedOrigins);
        Assert.Empty((await Projects.FindAsync(Alice, "mine", Token)).Value().Project.AllowedOrigins);
    }

    [Fact]
    public async Task SetOrigins_ForeignOrUnknown_IsNotFoundAndChangesNothing()
    {
        var id = (await Storage.NewProjectAsync(Alice, "mine", TwoOrigins)).Id;

        Assert.Equal(ErrorCode.ProjectNotFound, (await Projects.SetOriginsAsync(id, Bob, [], Token)).Code());
        Assert.Equal(ErrorCode.ProjectNotFound, (await Projects.SetOriginsAsync("0198", Alice, [], Token)).Code());
        Assert.Equal(TwoOrigins, (await Projects.FindAsync(id, Token)).Value().Project.AllowedOrigins);
    }

    [Theory]
    [InlineData("mine", true)]
    [InlineData("Mine", false)]
    [InlineData("mine ", false)]
    [InlineData("", false)]
    [InlineData("\0", false)]
    [InlineData("' OR 1=1 --", false)]
    public async Task Find_ByKey_IsExactAndTheOwnersOnly(string key, bool isThere)
    {
        await Storage.NewProjectAsync(Alice, "mine");

        Assert.Equal(isThere ? null : ErrorCode.ProjectNotFound, (await Projects.FindAsync(Alice, key, Token)).Code());
        Assert.Equal(ErrorCode.ProjectNotFound, (await Projects.FindAsync(Bob, key, Token)).Code());
    }

    [Fact]
    public async Task List_Pages_AreNewestFirstWithTotalsAndTheOwnersOnly()
    {
        for (var i = 1; i <= 5; i++)
        {
            await Storage.NewProjectAsync(Alice, "p" + i);
            await Storage.NewProjectAsync(Bob, "b" + i);
            Storage.Time.Advance(TimeSpan.FromMilliseconds(1));
        }

        Assert.Equal(("p5 p4", 5L), await ListAsync(0, 2));
        Assert.Equal(("p3 p2", 5L), await ListAsync(2, 2));
        Assert.Equal(("p1", 5L), await ListAsync(4, 2));
        Assert.Equal(("", 5L), await ListAsync(6, 2));
        Assert.Equal(("", 5L), await ListAsync(long.MaxValue, 100));
        Assert.Equal(5, (await Projects.ListAsync(Alice, 0, int.MaxValue, Token)).Value().Projects.Count);
        var nobody = (await Projects.ListAsync(AccountId.User("nobody"), 0, 1, Token)).Value();
        Assert.Equal((0, 0L), (nobody.Projects.Count, nobody.Total));
    }

    [Fact]
    public async Task List_CountAndLastActivity_FollowTheRows()
    {
        var store = await Storage.NewProjectAsync(Alice, "mine");
        await Storage.NewProjectAsync(Alice, "empty");
        await Spikes.StoreAsync(store);
        var first = Storage.Time.GetUtcNow();
        Storage.Time.Advance(TimeSpan.FromSeconds(5));
        var second = await Spikes.StoreAsync(store);
        Assert.Equal((2, Storage.Time.GetUtcNow()), await ActivityAsync("mine"));

        (await Spikes.DeleteAsync(store, second, Token)).Value();
        Assert.Equal((1, first), await ActivityAsync("mine"));
        Assert.Equal((0, null), await ActivityAsync("empty"));
        var listed = (await Projects.ListAsync(Alice, 0, 10, Token)).Value().Projects.Single(project => project.Project.Key == "mine");
        Assert.Equal((1L, first), (listed.SpikeCount, listed.LastActivity!.Value));
    }

    private async Task<(string Keys, long Total)> ListAsync(long skip, int maxRows)
    {
        var list = (await Projects.ListAsync(Alice, skip, maxRows, Token)).Value();
        return (string.Join(' ', list.Projects.Select(project => project.Project.Key)), list.Total);
    }

    private async Task<(long Count, DateTimeOffset? LastActivity)> ActivityAsync(string key)
    {
        var found = (await Projects.FindAsync(Alice, key, Token)).Value();
        return (found.SpikeCount, found.LastActivity);
    }

    private static void AssertSame(ProjectRow expected, ProjectRow actual)
    {
        Assert.Equal(expected.Project.AllowedOrigins, actual.Project.AllowedOrigins);
        Assert.Equal(expected, actual with { Project = actual.Project with { AllowedOrigins = expected.Project.AllowedOrigins } });
    }
}
