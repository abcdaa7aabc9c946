using Spikes.Gateway.Shares;

namespace Spikes.Gateway.Tests.Shares;

public sealed class UploadFileNameTests
{
    private static readonly string Segment255 = new('a', 255);

    public static TheoryData<string> Good =>
    [
        "index.html", "css/app.css", @"css\app.css", "a b/c d.html", "naïve/日本語.html", "emoji-😀.png", "100%.html", "a%20b.html",
        "a%252e%252e/b", "%zz", "%ff", "..a", "a..", "...", ".well-known/x", "~pass/x", "c/D", "1:/x", "ab:c", "a%2Fb", "-", "'", "<b>",
        Segment255, string.Join('/', Enumerable.Repeat("a", 32)),
        $"{Segment255}/{Segment255}/{Segment255}/{Segment255}",
    ];

    public static TheoryData<string> Bad =>
    [
        "", "/", "/index.html", @"\index.html", "a//b", "a/", @"a\", ".", "..", "../a", "a/..", "a/../b", "a/./b", "./a", @"..\a",
        "C:", "C:/x", @"c:\x", "a/D:/b", "C:x", "a\0b", "a\nb", "a\rb", "a\tb", "a\u007Fb", "a\u0085b", "a\u009Fb", "a\"b", "a\uFFFDb",
        "%2e%2e/a", "%2E./a", "a/%2e%2e", "a%2f..%2fb", "%2fa", "a%2f", "a%5c..%5cb", "%5ca", "a%00b", "a%0d%0ab", "a%22b", "%43%3a/x",
        "C%3A/x", "a%c2%85b", "a%2f%2fb", "a/%2e/b", "%2e", "a%EF%BF%BDb",
        Segment255 + "a", $"é{Segment255[1..]}", string.Join('/', Enumerable.Repeat("a", 33)),
        $"{Segment255}/{Segment255}/{Segment255}/{Segment255}/", $"{Segment255}/{Segment255}/{Segment255}/{Segment255}/a",
        string.Join("%2F", Enumerable.Repeat("a", 33)),
    ];

    [Theory]
    [MemberData(nameof(Good))]
    public void Problem_GoodName_IsNull(string name) => Assert.Null(UploadFileName.Problem(UploadFileName.Normalize(name)));

    [Theory]
    [MemberData(nameof(Bad))]
    public void Problem_BadName_IsNamed(string name) => Assert.NotNull(UploadFileName.Problem(UploadFileName.Normalize(name)));

    [Fact]
    public void Problem_LongestName_IsNull()
    {
        // 4 * 255 + 3 slashes + 1 = 1024 bytes would need a fifth segment; shorter segments reach the limit exactly.
        var name = string.Join('/', Enumerable.Repeat(new string('a', 204), 5));
        Assert.Equal(UploadFileName.MaxBytes, name.Length);
        Assert.Null(UploadFileName.Problem(name));
        Assert.NotNull(UploadFileName.Problem(name + "a"));
    }
}
