using Spikes.Grains.Interfaces.Outcomes;
using Spikes.Grains.Interfaces.Projects;
using Spikes.Grains.Interfaces.Users;
using Spikes.Grains.Storage;
using Spikes.Grains.Tests.Cluster;

namespace Spikes.Grains.Tests.Projects;

public sealed class ProjectGrainTests(SpikesCluster cluster)
{
    private const string Listed = "https://a.example";
    private const string Other = "https://b.example";

    private readonly string _id = SpikesCluster.Unique();
    private readonly string _key = SpikesCluster.Unique();
    private readonly AccountId _owner = AccountId.User(SpikesCluster.Unique());

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private IProjectGrain Project => cluster.Grains.GetGrain<IProjectGrain>(StoreKey.Project(_id).ToString());

    private int Reads => cluster.Projects.Reads.GetValueOrDefault(_id);

    [Fact]
    public async Task Register_FreeKey_IsWrittenWithItsTimeAndTheNameIsRefreshed()
    {
        var name = cluster.Grains.GetGrain<IStoreNameGrain>(StoreName.GrainKey(_key));
        Assert.Equal(StoreKey.Unregistered(_key), (await name.ResolveAsync(Cancellation)).Store);
        cluster.Shares.Names[_key] = new ResolvedName(StoreKey.Project(_id), Deleted: false);

        var project = (await RegisterAsync(Listed)).Value();

        Assert.Equal((_id, _key, cluster.Time.GetUtcNow()), (project.Id, project.Key, project.CreatedAt));
        Assert.Equal([Listed], project.AllowedOrigins);
        Assert.Equal(_owner, cluster.Projects.Rows[_id].Owner);
        Assert.Equal(StoreKey.Project(_id), (await name.ResolveAsync(Cancellation)).Store);
    }

    [Fact]
    public async Task Register_Again_IsTheSameProject()
    {
        var first = (await RegisterAsync()).Value();
        cluster.Time.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(first.CreatedAt, (await RegisterAsync()).Value().CreatedAt);
    }

    [Fact]
    public async Task Register_AnswerOfTheStoreIsLost_IsAskedForOnceMore()
    {
        cluster.Projects.LostAnswers[_id] = 0;
        Assert.Equal(_id, (await RegisterAsync()).Value().Id);
    }

    [Fact]
    public async Task Register_TakenKeyOrStoreAway_IsRefused()
    {
        using (cluster.Projects.Fail(_id)) Assert.Equal(ErrorCode.Unavailable, (await RegisterAsync()).Code());
        (await RegisterAsync()).Value();

        var second = cluster.Grains.GetGrain<IProjectGrain>(StoreKey.Project(SpikesCluster.Unique()).ToString());
        Assert.Equal(ErrorCode.ProjectExists, (await second.RegisterAsync(new RegisterProject(_owner, _key, []), Cancellation)).Code());
    }

    [Theory]
    [InlineData(null, true)]
    [InlineData(Listed, true)]
    [InlineData(Other, false)]
    [InlineData("", false)]
    [InlineData("null", false)]
    public async Task AdmitOrigin_ProjectWithOrigins_TakesListedOnesAndNone(string? origin, bool isAdmitted)
    {
        (await RegisterAsync(Listed)).Value();

        Assert.Equal(isAdmitted ? null : ErrorCode.OriginNotAllowed, (await AdmitAsync(origin)).Code());
    }

    [Fact]
    public async Task AdmitOrigin_ProjectWithoutOrigins_TakesAllFromMemory()
    {
        (await RegisterAsync()).Value();

        foreach (var origin in new[] { Listed, "null", "" }) (await AdmitAsync(origin)).Value();
        Assert.Equal(0, Reads);
    }

    [Fact]
    public async Task AdmitOrigin_NewActivation_ReadsOnce()
    {
        cluster.Projects.Rows[_id] = new ProjectRow(new Project(_id, _key, [Listed], cluster.Time.GetUtcNow()), _owner);

        for (var i = 0; i < 3; i++) (await AdmitAsync(Listed)).Value();
        Assert.Equal(1, Reads);
    }

    [Fact]
    public async Task AdmitOrigin_ListedByAnotherActivationMeanwhile_IsReadAnewBeforeItIsRefused()
    {
        (await RegisterAsync(Listed)).Value();
        cluster.Projects.Rows[_id] = new ProjectRow(new Project(_id, _key, [Other], cluster.Time.GetUtcNow()), _owner);

        (await AdmitAsync(Other)).Value();
        Assert.Equal(ErrorCode.OriginNotAllowed, (await AdmitAsync(Listed)).Code());
    }

    [Fact]
    public async Task AdmitOrigin_StoreAway_IsUnavailableNotRefused()
    {
        (await RegisterAsync(Listed)).Value();
        using (cluster.Projects.Fail(_id))
        {
            Assert.Equal(ErrorCode.Unavailable, (await AdmitAsync(Other)).Code());
            (await AdmitAsync(Listed)).Value();
        }

        Assert.Equal(ErrorCode.OriginNotAllowed, (await AdmitAsync(Other)).Code());
    }

    [Fact]
    public async Task SetOrigins_Owner_HoldsAtOnce()
    {
        (await RegisterAsync(Listed)).Value();

        Assert.Equal([Other], (await Project.SetOriginsAsync(_owner, [Other], Cancellation)).Value().AllowedOrigins);
        Assert.Equal(ErrorCode.OriginNotAllowed, (await AdmitAsync(Listed)).Code());
        (await AdmitAsync(Other)).Value();
        Assert.Empty((await Project.SetOriginsAsync(_owner, [], Cancellation)).Value().AllowedOrigins);
        (await AdmitAsync(Listed)).Value();
    }

    [Fact]
    public async Task SetOrigins_StrangerOrStoreAway_IsRefusedAndChangesNothing()
    {
        (await RegisterAsync(Listed)).Value();
        var stranger = AccountId.User(SpikesCluster.Unique());

        Assert.Equal(ErrorCode.ProjectNotFound, (await Project.SetOriginsAsync(stranger, [Other], Cancellation)).Code());
        using (cluster.Projects.Fail(_id))
            Assert.Equal(ErrorCode.Unavailable, (await Project.SetOriginsAsync(_owner, [Other], Cancellation)).Code());
        (await AdmitAsync(Listed)).Value();
        Assert.Equal(ErrorCode.OriginNotAllowed, (await AdmitAsync(Other)).Code());
    }

    [Fact]
    public async Task Reader_ListAndFind_AskTheStoreWithinItsLimits()
    {
        (await RegisterAsync(Listed)).Value();
        var reader = cluster.Grains.GetGrain<IProjectReaderGrain>(IProjectReaderGrain.Key);

        var list = (await reader.ListAsync(_owner, -1, int.MaxValue, Cancellation)).Value();
        Assert.Equal((_id, 1L), (Assert.Single(list.Projects).Project.Id, list.Total));
        Assert.Equal((0L, 100), cluster.Projects.Lists[_owner]);
        Assert.Equal(_id, (await reader.FindAsync(_owner, _key, Cancellation)).Value().Project.Id);
        Assert.Equal(ErrorCode.ProjectNotFound, (await reader.FindAsync(_owner, "other", Cancellation)).Code());
    }

    private Task<Outcome<Project>> RegisterAsync(params string[] origins) =>
        Project.RegisterAsync(new RegisterProject(_owner, _key, origins), Cancellation);

    private Task<Outcome<Done>> AdmitAsync(string? origin) => Project.AdmitOriginAsync(origin, Cancellation).AsTask();
}
