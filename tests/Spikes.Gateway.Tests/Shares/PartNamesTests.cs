using Spikes.Gateway.Shares;

namespace Spikes.Gateway.Tests.Shares;

public sealed class PartNamesTests
{
    public static TheoryData<string, string?, string?> Lines => new()
    {
        { """form-data; name="metadata" """, "metadata", null },
        { """form-data; name=metadata""", "metadata", null },
        { """form-data; NAME = "metadata" """, "metadata", null },
        { """form-data; name="file"; filename="index.html" """, "file", "index.html" },
        { """form-data; name="file"; FileName="index.html" """, "file", "index.html" },
        { """form-data; filename="a.html"; name="file" """, null, "a.html" },
        { """form-data; filename="a.html" ; name="file" """, null, "a.html" },
        { """form-data; filename="a.html";name=file""", null, "a.html" },
        { """form-data; name="f"; filename=a.html""", "f", "a.html" },
        { """form-data; name="f"; filename= a b.html ; size=3""", "f", "a b.html" },
        { """form-data; name="f"; filename=""", "f", "" },
        { """form-data; name="f"; filename="" """, "f", "" },
        { """form-data; name="f"; filename="a"b.html" """, "f", "a\"b.html" },
        { """form-data; name="f"; filename="a"; b.html" """, "f", "a\"; b.html" },
        { """form-data; name="f"; filename="a;b.html" """, "f", "a;b.html" },
        { """form-data; name="f"; filename="a=b.html" """, "f", "a=b.html" },
        { """form-data; name="f"; filename="css\app.css" """, "f", "css\\app.css" },
        { """form-data; name="f"; filename="a.html"; filename*=UTF-8''b.html""", "f", "a.html" },
        { """form-data; name="f"; filename*=UTF-8''b.html; filename="a.html" """, "f", "a.html" },
        { """form-data; name="f"; filename*=UTF-8''b.html""", "f", null },
        { """form-data; name="x; filename=y" """, "x; filename=y", null },
        { """form-data; name="x\"; filename=y" """, "x\\\"; filename=y", null },
        { """form-data; name="x; filename="y" """, "x; filename=", null },
        { """form-data; name="f"; filename="open""", "f", "\"open" },
        { """form-data; name="never closed; filename=y""", "never closed; filename=y", null },
        { """form-data; flag; name="a" """, "a", null },
        { """form-data; name="a"; name="b" """, "a", null },
        { """form-data; =x; ;; name="a" """, "a", null },
        { """form-data""", null, null },
        { "", null, null },
    };

    [Theory]
    [MemberData(nameof(Lines))]
    public void Parse_Line_GivesNames(string line, string? name, string? fileName)
    {
        Assert.Equal(new PartNames(name, fileName), PartNames.Parse(line.TrimEnd()));
    }
}
