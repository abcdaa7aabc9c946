using Orleans.Core.Internal;
using Spikes.Grains.Interfaces.Pages;
using Spikes.Grains.Tests.Cluster;

namespace Spikes.Grains.Tests.Pages;

public sealed class KeyRingGrainTests(SpikesCluster cluster)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private IKeyRingGrain Ring { get; } = cluster.Grains.GetGrain<IKeyRingGrain>("key-ring/" + SpikesCluster.Unique());

    [Fact]
    public async Task Add_ManyAtOnceOnAnEmptyRing_KeepsOneForAll()
    {
        var rings = await Task.WhenAll(Enumerable.Range(0, 20).Select(number => Ring.AddAsync($"<key id=\"{number}\"/>", 0, Cancellation)));
        await Ring.Cast<IGrainManagementExtension>().DeactivateOnIdle(Cancellation);

        var key = Assert.Single((await Ring.ReadAsync(Cancellation)).Value().Elements);

        Assert.All(rings, ring => Assert.Equal([key], ring.Value().Elements));
    }

    [Fact]
    public async Task Add_SeenAll_AddsBehindTheOthers()
    {
        (await Ring.AddAsync("<a/>", 0, Cancellation)).Value();
        (await Ring.AddAsync("<b/>", 0, Cancellation)).Value();
        Assert.Equal(["<a/>", "<c/>"], (await Ring.AddAsync("<c/>", 1, Cancellation)).Value().Elements);
    }

    [Fact]
    public async Task Add_CannotBeWritten_IsUnavailableAndKeepsNothing()
    {
        using (cluster.States.FailWritesOf(Ring.GetPrimaryKeyString()))
        {
            Assert.Equal(ErrorCode.Unavailable, (await Ring.AddAsync("<key/>", 0, Cancellation)).Code());
        }

        Assert.Empty((await Ring.ReadAsync(Cancellation)).Value().Elements);
    }

    [Fact]
    public async Task Add_KeyTooLong_IsRefused()
    {
        Assert.Equal(ErrorCode.Unavailable, (await Ring.AddAsync(new string('x', 16_385), 0, Cancellation)).Code());
        (await Ring.AddAsync(new string('x', 16_384), 0, Cancellation)).Value();
    }

    [Fact]
    public async Task KeyRing_AsText_HoldsNoKey()
    {
        var ring = (await Ring.AddAsync("<key>secret</key>", 0, Cancellation)).Value();
        Assert.DoesNotContain("secret", ring.ToString(), StringComparison.Ordinal);
    }
}
