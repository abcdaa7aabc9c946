using Spikes.Gateway.Shares;

namespace Spikes.Gateway.Tests.Shares;

public sealed class SlugsTests
{
    private static readonly string Long = new('a', 100);

    public static TheoryData<string?, string?, string, bool> Wishes => new()
    {
        { "my-project", null, "my-project", false },
        { "My Project!", null, "my-project", false },
        { "--a__b--", null, "a-b", false },
        { "Ünïcode", null, "n-code", false },
        { Long, null, Long[..63], false },
        { Long[..62] + "-b", null, Long[..62], false },
        { "slug", "name", "slug", false },
        { null, "My Name", "my-name", true },
        { "", "My Name", "my-name", true },
        { null, Long, Long[..30], true },
        { null, Long[..29] + " b", Long[..29], true },
        { "!!!", "name", "share", true },
        { "日本", null, "share", true },
        { null, "日本", "share", true },
        { null, null, "share", true },
        { "", "", "share", true },
    };

    [Theory]
    [MemberData(nameof(Wishes))]
    public void Wish_SlugAndName_GivesText(string? slug, string? name, string text, bool alwaysSuffix)
    {
        Assert.Equal(new SlugWish(text, alwaysSuffix), Slugs.Wish(slug, name));
    }
}
