using Spikes.Gateway.Spikes;
using Spikes.Gateway.Tests.Shares;
using Spikes.Grains.Interfaces.Outcomes;
using Spikes.Grains.Interfaces.Projects;
using Spikes.Grains.Interfaces.Shares;
using Spikes.Grains.Interfaces.Spikes;
using Spikes.Grains.Interfaces.Users;

namespace Spikes.Gateway.Tests.Spikes;

public sealed class SpikeChangeTests
{
    private static readonly Refusal Gone = new(ErrorCode.NotFound, "Spike not found");

    private readonly List<(StoreKey Store, string Id)> _changes = [];
    private readonly Queue<Outcome<FoundSpike>> _found = new();

    [Fact]
    public async Task Apply_KeyWasRegisteredInBetween_ChangesTheSpikeInTheProject()
    {
        _found.Enqueue(Spike("a", StoreKey.Unregistered("k")));
        _found.Enqueue(Spike("a", StoreKey.Project("1")));

        Assert.Same(Done.Value, (await ApplyAsync(store => store.Kind == StoreKind.Project)).Value);
        Assert.Equal([(StoreKey.Unregistered("k"), "a"), (StoreKey.Project("1"), "a")], _changes);
    }

    [Theory]
    [InlineData("b", "1")]
    [InlineData("a", null)]
    public async Task Apply_OtherSpikeOrSameStore_ChangesNothingElse(string id, string? project)
    {
        _found.Enqueue(Spike("a", StoreKey.Unregistered("k")));
        _found.Enqueue(Spike(id, project is null ? StoreKey.Unregistered("k") : StoreKey.Project(project)));

        Assert.Equal(Gone, (await ApplyAsync(_ => false)).Refusal);
        Assert.Equal([(StoreKey.Unregistered("k"), "a")], _changes);
    }

    [Fact]
    public async Task Apply_GoneAltogether_IsNotFound()
    {
        _found.Enqueue(Spike("a", StoreKey.Unregistered("k")));
        _found.Enqueue(Gone);
        Assert.Equal(Gone, (await ApplyAsync(_ => false)).Refusal);
    }

    [Fact]
    public async Task Apply_Changed_LooksOnce()
    {
        _found.Enqueue(Spike("a", StoreKey.Unregistered("k")));
        Assert.Same(Done.Value, (await ApplyAsync(_ => true)).Value);
    }

    private static FoundSpike Spike(string id, StoreKey store) => new(id, store, ReadOnlyMemory<byte>.Empty);

    private Task<Outcome<Done>> ApplyAsync(Func<StoreKey, bool> isThere)
    {
        var (grains, fakes) = FakeGrains.Create();
        fakes.Register<IShareGrain>(key => new Store(StoreKey.Parse(key)));
        return SpikeChange.ApplyAsync(grains, () => new(_found.Dequeue()), (grain, spike) =>
        {
            _changes.Add((((Store)grain).Key, spike.Id));
            return Task.FromResult<Outcome<Done>>(isThere(((Store)grain).Key) ? Done.Value : Gone);
        });
    }

    private sealed class Store(StoreKey key) : FakeShare
    {
        public StoreKey Key => key;
    }
}
