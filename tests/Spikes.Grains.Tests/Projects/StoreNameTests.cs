using Spikes.Grains.Interfaces.Projects;

namespace Spikes.Grains.Tests.Projects;

public sealed class StoreNameTests
{
    [Theory]
    [InlineData("0198C000-0000-7000-8000-00000000ABCF", "0198c000-0000-7000-8000-00000000abcf")]
    [InlineData("0198c000-0000-7000-8000-00000000abcf", "0198c000-0000-7000-8000-00000000abcf")]
    [InlineData("0198C000000070008000000000000ABCF", "0198C000000070008000000000000ABCF")]
    [InlineData("{0198C000-0000-7000-8000-00000000ABC}", "{0198C000-0000-7000-8000-00000000ABC}")]
    [InlineData("0198C000-0000-7000-8000-00000000ABCG", "0198C000-0000-7000-8000-00000000ABCG")]
    [InlineData("0198C000-0000-7000-8000_00000000ABCF", "0198C000-0000-7000-8000_00000000ABCF")]
    [InlineData("My-Key", "My-Key")]
    [InlineData("", "")]
    public void Comparable_Name_IsUnchangedUnlessItIsAUuid(string name, string expected)
    {
        Assert.Equal(expected, StoreName.Comparable(name));
        Assert.Equal("name/" + expected, StoreName.GrainKey(name));
        Assert.Equal("key/" + expected, StoreKey.Unregistered(name).ToString());
        Assert.Equal(expected != name || Uuid.IsUuid(name), Uuid.TryRead(name, out var lowerCase));
        Assert.Equal(Uuid.IsUuid(name) ? expected : "", lowerCase);
    }
}
