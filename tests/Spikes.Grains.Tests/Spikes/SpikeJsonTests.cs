using System.Text;
using System.Text.Json;
using Spikes.Grains.Spikes;
using Spikes.Grains.Storage;

namespace Spikes.Grains.Tests.Spikes;

public sealed class SpikeJsonTests
{
    [Fact]
    public void Write_OwnerFormOfAFullRow_IsExact() => Assert.Equal(
        """
        {"id":"id-1","type":"element","projectKey":"demo","page":"Hôme 😀","url":"https://example.org/?a=b&c=<d>",
        "reviewer":{"id":"r1","name":"Ada","email":"ada@example.org"},"selector":"#a > b","xpath":"/html/body",
        "elementText":"Buy
        """.ReplaceLineEndings("") + "\u2028" + """
        now","boundingBox":{"x":-1.5,"y":0,"width":0.1,"height":1E+21},"rating":"love","comments":"line\n\"two\"",
        "timestamp":"2026-01-15T10:30:00+01:00","viewport":{"width":1280,"height":720},"resolved":true,
        "resolvedAt":"2026-01-16T00:00:00.000Z","userAgent":"Mozilla/5.0"}
        """.ReplaceLineEndings(""),
        Write(Drafts.Row(Drafts.Fullest()), isOwnerForm: true));

    [Fact]
    public void Write_PublicFormOfTheSmallestRow_HasExplicitNulls() => Assert.Equal(
        """
        {"id":"id-1","type":"page","projectKey":"demo","page":"Home","url":"","reviewer":{"id":"anon","name":"Anonymous"},
        "selector":null,"xpath":null,"elementText":null,"boundingBox":null,"rating":null,"comments":"",
        "timestamp":"2026-01-15T10:30:00.123Z","viewport":null,"resolved":false,"resolvedAt":null}
        """.ReplaceLineEndings(""),
        Write(Drafts.Row(Drafts.Smallest()), isOwnerForm: false));

    [Fact]
    public void Write_OwnerFormOfTheSmallestRow_HasEmailAndUserAgentAsNull()
    {
        var json = Write(Drafts.Row(Drafts.Smallest()), isOwnerForm: true);

        Assert.Contains("\"email\":null", json, StringComparison.Ordinal);
        Assert.EndsWith("\"userAgent\":null}", json, StringComparison.Ordinal);
    }

    [Fact]
    public void Write_PublicFormOfAFullRow_HidesEmailAndUserAgent()
    {
        var json = Write(Drafts.Row(Drafts.Fullest()), isOwnerForm: false);

        Assert.DoesNotContain("ada@example.org", json, StringComparison.Ordinal);
        Assert.DoesNotContain("Mozilla", json, StringComparison.Ordinal);
    }

    [Fact]
    public void Write_AnyBox_ReadsBackTheSameNumbers()
    {
        var draft = Drafts.Fullest();
        using var json = JsonDocument.Parse(Write(Drafts.Row(draft), isOwnerForm: false));

        Assert.Equal(0.1, json.RootElement.GetProperty("boundingBox").GetProperty("width").GetDouble());
        Assert.Equal(1e21, json.RootElement.GetProperty("boundingBox").GetProperty("height").GetDouble());
    }

    private static string Write(SpikeRow row, bool isOwnerForm)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream, SpikeJson.Options)) SpikeJson.Write(writer, row, isOwnerForm);
        return Encoding.UTF8.GetString(stream.ToArray());
    }
}
