using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Time.Testing;
using Spikes.Gateway.Http;
using Spikes.Gateway.RateLimiting;
using Spikes.Gateway.Spikes;
using Spikes.Gateway.Tests.Shares;
using Spikes.Grains.Interfaces.Outcomes;
using Spikes.Grains.Interfaces.Projects;
using Spikes.Grains.Interfaces.RateLimiting;
using Spikes.Grains.Interfaces.Shares;
using Spikes.Grains.Interfaces.Spikes;
using Spikes.Grains.Interfaces.Users;

namespace Spikes.Gateway.Tests.Spikes;

/// <summary>The order of checks 6 to 9 of contract section 2.1 for registered projects: every grain writes down that it was asked.</summary>
public sealed class ProjectSubmissionTests : IDisposable
{
    private const string Name = "acme";
    private const string Origin = "https://a.example";

    private static readonly StoreKey Registered = StoreKey.Project("33333333-3333-3333-3333-333333333333");

    private readonly Asked _asked = new();
    private readonly RateLimiter _limiter;
    private readonly SpikeSubmission _submission;

    public ProjectSubmissionTests()
    {
        var (factory, fakes) = FakeGrains.Create();
        fakes.Register<IStoreNameGrain>(_ => _asked);
        fakes.Register<IProjectGrain>(_ => _asked);
        fakes.Register<IRateLimiterGrain>(key => key.StartsWith("spikes-project/", StringComparison.Ordinal) ? _asked : throw new NotSupportedException(key));
        fakes.Register<IShareGrain>(key => new Store(_asked, StoreKey.Parse(key)));
        var clock = new FakeTimeProvider();
        _limiter = new RateLimiter(factory, Microsoft.Extensions.Options.Options.Create(new RateLimitOptions()), clock);
        _submission = new SpikeSubmission(factory, _limiter, clock);
    }

    public void Dispose() => _limiter.Dispose();

    [Fact]
    public async Task Submit_Anonymous_AsksOriginThenLimitThenTheStore()
    {
        Assert.Null(await SubmitAsync(Caller.Anonymous, Origin));
        Assert.Equal(["name", "origin", "limit", "store"], _asked.Log);
    }

    [Fact]
    public async Task Submit_AnonymousWithoutOrigin_AsksNoOrigin()
    {
        Assert.Null(await SubmitAsync(Caller.Anonymous, null));
        Assert.Equal(["name", "limit", "store"], _asked.Log);
    }

    [Fact]
    public async Task Submit_WithCredential_LeavesAllToTheStore()
    {
        Assert.Null(await SubmitAsync(Caller.For(AccountId.User("u")), Origin));
        Assert.Null(await SubmitAsync(Caller.Admin, Origin));
        Assert.Equal(["name", "store", "store"], _asked.Log);
        Assert.Equal(Origin, _asked.Sent);
    }

    [Fact]
    public async Task Submit_OriginRefused_DoesNotCount()
    {
        _asked.RefusesOrigin = true;
        Assert.Equal(ErrorCode.OriginNotAllowed, await SubmitAsync(Caller.Anonymous, Origin));
        Assert.Equal(["name", "origin"], _asked.Log);
    }

    [Fact]
    public async Task Submit_LimitUsedUp_StoresNothingAndARefusedOriginComesFirst()
    {
        _asked.RefusesRate = true;
        Assert.Equal(ErrorCode.RateLimit, await SubmitAsync(Caller.Anonymous, Origin));
        _asked.RefusesOrigin = true;
        Assert.Equal(ErrorCode.OriginNotAllowed, await SubmitAsync(Caller.Anonymous, Origin));
        Assert.Equal(["name", "origin", "limit", "origin"], _asked.Log);
    }

    [Fact]
    public async Task Submit_KeyIsRegisteredMeanwhile_ChecksBeforeTheProjectIsAsked()
    {
        _asked.Store = StoreKey.Unregistered(Name);
        Assert.Null(await SubmitAsync(Caller.Anonymous, Origin));
        _asked.Store = Registered;
        _asked.Log.Clear();

        Assert.Null(await SubmitAsync(Caller.Anonymous, Origin));
        Assert.Equal(["moved", "refresh", "origin", "limit", "store"], _asked.Log);
    }

    private async Task<ErrorCode?> SubmitAsync(Caller caller, string? origin)
    {
        var draft = new SpikeDraft { Type = "page", Page = "Home", ProjectKey = Name, Reviewer = new Reviewer("", "", null) };
        IResult result = await _submission.SubmitAsync(new SpikeInput(draft, Name, IsShareId: false, ClientId: null), caller, keyId: null, origin);
        return (result as ErrorResult)?.Code;
    }

    private sealed class Asked : IStoreNameGrain, IProjectGrain, IRateLimiterGrain
    {
        public List<string> Log { get; } = [];

        public StoreKey Store { get; set; } = Registered;

        public bool RefusesOrigin { get; set; }

        public bool RefusesRate { get; set; }

        public string? Sent { get; set; }

        public ValueTask<ResolvedName> ResolveAsync(CancellationToken cancellationToken) => new(Answer("name", new ResolvedName(Store, false)));

        public Task<ResolvedName> RefreshAsync(CancellationToken cancellationToken) =>
            Task.FromResult(Answer("refresh", new ResolvedName(Store, false)));

        public ValueTask<Outcome<Done>> AdmitOriginAsync(string? origin, CancellationToken cancellationToken) =>
            new(Answer<Outcome<Done>>("origin", RefusesOrigin ? new Refusal(ErrorCode.OriginNotAllowed, "No") : Done.Value));

        public ValueTask<Admission> AdmitAsync(int limit, TimeSpan window) =>
            new(Answer("limit", RefusesRate ? new Admission(false, TimeSpan.FromTicks(1)) : Admission.Granted));

        public Task<Outcome<Project>> RegisterAsync(RegisterProject command, CancellationToken cancellationToken) =>
            throw new NotSupportedException();

        public ValueTask<bool> IsAtWorkAsync() => throw new NotSupportedException();

        public Task<Outcome<Project>> SetOriginsAsync(
            AccountId owner, IReadOnlyList<string> origins, CancellationToken cancellationToken) => throw new NotSupportedException();

        private T Answer<T>(string what, T answer)
        {
            Log.Add(what);
            return answer;
        }
    }

    private sealed class Store(Asked asked, StoreKey key) : FakeShare
    {
        public override ValueTask<Outcome<SubmittedSpike>> SubmitAsync(SubmitSpike command, CancellationToken cancellationToken)
        {
            var isMoved = key != asked.Store;
            asked.Log.Add(isMoved ? "moved" : "store");
            asked.Sent = command.Origin;
            return new(isMoved ? new Refusal(ErrorCode.NotFound, "Share not found") : new SubmittedSpike(command.NewId, Replayed: false));
        }
    }
}
