using Spikes.Chaos.Posting;
using Xunit;

namespace Spikes.Chaos.Tests.Posting;

public sealed class DoorsTests
{
    private static readonly Uri First = new("http://first.test");
    private static readonly Uri Second = new("http://second.test");
    private static readonly Uri Third = new("http://third.test");

    private readonly Doors _doors = new();

    public DoorsTests()
    {
        _doors.Add(First);
        _doors.Add(Second);
    }

    [Fact]
    public void After_Each_IsTheNextInTurn()
    {
        Assert.Equal(Second, _doors.After(First));
        Assert.Equal(First, _doors.After(Second));
    }

    [Fact]
    public void After_OneWasAdded_IsNotTheSameAgain()
    {
        _doors.Add(Third);

        Assert.Equal(Third, _doors.After(Second));
    }

    [Fact]
    public void After_ItWasRemoved_IsAnother()
    {
        _doors.Remove(First);

        Assert.Equal(Second, _doors.After(First));
    }
}
