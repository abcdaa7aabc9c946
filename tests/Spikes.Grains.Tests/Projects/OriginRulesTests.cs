using Spikes.Grains.Projects;

namespace Spikes.Grains.Tests.Projects;

public sealed class OriginRulesTests
{
    private static readonly string[] Origins = ["https://a.example", "http://b:81", "null"];

    [Fact]
    public void Admits_NoOriginOrEmptyList_Always()
    {
        Assert.True(OriginRules.Admits(Origins, null));
        Assert.All([null, "", "null", "https://x"], origin => Assert.True(OriginRules.Admits([], origin)));
    }

    [Fact]
    public void Admits_List_TakesExactlyItsTexts()
    {
        Assert.All(Origins, origin => Assert.True(OriginRules.Admits(Origins, origin)));
        foreach (var origin in Origins)
        {
            string[] others = [origin + ".evil.test", origin + "/", " " + origin, origin.ToUpperInvariant(), origin[..^1], "x" + origin, origin + "\0"];
            Assert.All(others, other => Assert.False(OriginRules.Admits(Origins, other)));
        }

        Assert.False(OriginRules.Admits(Origins, ""));
    }
}
