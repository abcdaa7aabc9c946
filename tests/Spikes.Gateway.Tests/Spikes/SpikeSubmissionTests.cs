using Microsoft.Extensions.Time.Testing;
using Spikes.Gateway.RateLimiting;
using Spikes.Gateway.Spikes;
using Spikes.Gateway.Tests.Shares;
using Spikes.Grains.Interfaces.Outcomes;
using Spikes.Grains.Interfaces.Projects;
using Spikes.Grains.Interfaces.Shares;
using Spikes.Grains.Interfaces.Spikes;

namespace Spikes.Gateway.Tests.Spikes;

public sealed class SpikeSubmissionTests : IDisposable
{
    private const string Name = "acme";

    private static readonly StoreKey First = StoreKey.Share("11111111-1111-1111-1111-111111111111");
    private static readonly StoreKey Second = StoreKey.Share("22222222-2222-2222-2222-222222222222");

    private readonly FakeTimeProvider _clock = new();
    private readonly Directory _directory = new() { Store = First };
    private readonly List<string> _posted = [];
    private readonly HashSet<StoreKey> _deleted = [];
    private readonly RateLimiter _limiter;
    private readonly SpikeSubmission _submission;

    public SpikeSubmissionTests()
    {
        var (factory, fakes) = FakeGrains.Create();
        fakes.Register<IStoreNameGrain>(_ => _directory);
        fakes.Register<IShareGrain>(key =>
        {
            _posted.Add(key);
            return new Store(_deleted.Contains(StoreKey.Parse(key)));
        });
        _limiter = new RateLimiter(factory, Microsoft.Extensions.Options.Options.Create(new RateLimitOptions()), _clock);
        _submission = new SpikeSubmission(factory, _limiter, _clock);
    }

    public void Dispose() => _limiter.Dispose();

    [Fact]
    public async Task Submit_SameNameAgain_AsksTheDirectoryOnce()
    {
        await SubmitAsync();
        await SubmitAsync();

        Assert.Equal(1, _directory.Resolved);
        Assert.Equal([First.ToString(), First.ToString()], _posted);
    }

    [Fact]
    public async Task Submit_GuessIsOld_AsksAgain()
    {
        await SubmitAsync();
        _directory.Store = Second;
        _clock.Advance(TimeSpan.FromSeconds(5));

        await SubmitAsync();

        Assert.Equal(2, _directory.Resolved);
        Assert.Equal([First.ToString(), Second.ToString()], _posted);
    }

    [Fact]
    public async Task Submit_GuessedStoreIsGone_ReachesTheStoreThatHasTheNameNow()
    {
        await SubmitAsync();
        _deleted.Add(First);
        _directory.Store = Second;

        await SubmitAsync();
        await SubmitAsync();

        Assert.Equal(1, _directory.Refreshed);
        Assert.Equal([First.ToString(), First.ToString(), Second.ToString(), Second.ToString()], _posted);
    }

    private Task SubmitAsync()
    {
        var draft = new SpikeDraft { Type = "page", Page = "Home", ProjectKey = Name, Url = "", Comments = "", Reviewer = new Reviewer("", "", null) };
        return _submission.SubmitAsync(new SpikeInput(draft, Name, IsShareId: false, ClientId: null), Caller.Anonymous, keyId: null, "https://a.example");
    }

    private sealed class Directory : IStoreNameGrain
    {
        public StoreKey Store { get; set; }

        public int Resolved { get; private set; }

        public int Refreshed { get; private set; }

        public ValueTask<ResolvedName> ResolveAsync(CancellationToken cancellationToken)
        {
            Resolved++;
            return ValueTask.FromResult(new ResolvedName(Store, Deleted: false));
        }

        public Task<ResolvedName> RefreshAsync(CancellationToken cancellationToken)
        {
            Refreshed++;
            return Task.FromResult(new ResolvedName(Store, Deleted: false));
        }
    }

    private sealed class Store(bool isDeleted) : FakeShare
    {
        public override ValueTask<Outcome<SubmittedSpike>> SubmitAsync(SubmitSpike command, CancellationToken cancellationToken) =>
            new(isDeleted ? new Refusal(ErrorCode.NotFound, "Share not found") : new SubmittedSpike(command.NewId, Replayed: false));
    }
}
