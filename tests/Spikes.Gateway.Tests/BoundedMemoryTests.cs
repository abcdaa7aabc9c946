namespace Spikes.Gateway.Tests;

public sealed class BoundedMemoryTests
{
    private readonly BoundedMemory<int, string> _memory = new(maxEntries: 2);

    [Fact]
    public void Set_MoreThanFit_ForgetsAllBefore()
    {
        _memory.Set(1, "a");
        _memory.Set(2, "b");
        _memory.Set(3, "c");

        Assert.Null(_memory.Find(1));
        Assert.Null(_memory.Find(2));
        Assert.Equal("c", _memory.Find(3));
    }

    [Fact]
    public void Set_KnownKeyWhileFull_ForgetsNothing()
    {
        _memory.Set(1, "a");
        _memory.Set(2, "b");
        _memory.Set(2, "c");

        Assert.Equal("a", _memory.Find(1));
        Assert.Equal("c", _memory.Find(2));
    }

    [Fact]
    public void Forget_AnotherValueCameMeanwhile_KeepsIt()
    {
        _memory.Set(1, "a");
        _memory.Forget(1, "b");
        Assert.Equal("a", _memory.Find(1));

        _memory.Forget(1, "a");
        Assert.Null(_memory.Find(1));
    }
}
