using System.Text;
using Spikes.Gateway.Options;
using Spikes.Gateway.Shares;

namespace Spikes.Gateway.Tests.Shares;

public sealed class UploadFaultTests
{
    private static readonly Dictionary<string, Func<Multipart>> Bodies = new()
    {
        ["400 INVALID_FILENAME file"] = () => new Multipart().File("../a").File("b"),
        ["400 INVALID_FILENAME file|twice"] = () => new Multipart().File("a/b").File(@"a\b"),
        ["400 INVALID_FILENAME file|not UTF-8"] = () => new Multipart().Raw($"--{Multipart.Boundary}\r\n")
            .Raw([.. "Content-Disposition: form-data; filename=\"a"u8, 0xFF, .. "\"\r\n\r\nx\r\n"u8]),
        ["400 INVALID_FILENAME file|empty"] = () => new Multipart().File(""),
        ["400 INVALID_FILENAME file|last"] = () => new Multipart().File("a").File("b").File("c/"),
        ["400 INVALID_FILENAME file|beyond the count"] = () => new Multipart().File("a").File("b").File("c").File("d").File("."),
        ["400 INVALID_FILENAME file|repeated beyond the count"] = () => new Multipart().File("a").File("b").File("c").File("a"),
        ["400 VALIDATION_ERROR file"] = () => new Multipart().Metadata("{}"),
        ["400 VALIDATION_ERROR file|no parts"] = () => new Multipart(),
        ["400 VALIDATION_ERROR file|only filename*"] = () => new Multipart().Part("form-data; name=f; filename*=UTF-8''a", "x"),
        ["400 VALIDATION_ERROR file|too many"] = () => new Multipart().File("a").File("b").File("c").File("d"),
        ["403 UPGRADE_REQUIRED"] = () => new Multipart().File("../a").Metadata("""{"password":"secret"}"""),
        ["403 UPGRADE_REQUIRED|webhook"] = () => new Multipart().Metadata("""{"webhook_url":"https://example.com/hook"}"""),
        ["400 VALIDATION_ERROR slug"] = () => new Multipart().File("../a").Metadata("""{"slug":1,"password":"x"}"""),
        ["400 VALIDATION_ERROR slug name title password webhook_url"] = () => new Multipart().File("a")
            .Metadata("""{"slug":[],"name":true,"title":{},"password":"","webhook_url":"http://example.com"}"""),
        ["400 VALIDATION_ERROR metadata"] = () => new Multipart().File("a").Metadata($$"""{"title":"{{new string('x', 65536)}}"}"""),
        ["400 INVALID_JSON"] = () => new Multipart().File("../a").File("b").Metadata("{"),
        ["400 INVALID_JSON|array"] = () => new Multipart().File("a").Metadata("[]"),
        ["400 INVALID_JSON|null"] = () => new Multipart().File("a").Metadata("null"),
        ["400 INVALID_JSON|empty"] = () => new Multipart().File("a").Metadata(""),
        ["400 INVALID_JSON|not UTF-8"] = () => new Multipart().File("a").Part("form-data; name=metadata", [(byte)'{', 0xFF, (byte)'}']),
        ["400 INVALID_JSON|deep"] = () => new Multipart().Metadata(new string('[', 60_000)),
        ["400 VALIDATION_ERROR body"] = () => new Multipart().File("../a").Metadata("{")
            .Raw("--" + Multipart.Boundary + "\r\nno header\r\n\r\n"),
        ["400 VALIDATION_ERROR body|long header"] = () => new Multipart().File("a").Part("form-data; name=" + new string('x', 20_000), "x"),
        ["400 VALIDATION_ERROR body|many headers"] = () => new Multipart()
            .Raw($"--{Multipart.Boundary}\r\n{string.Concat(Enumerable.Range(0, 50).Select(index => $"X-{index}: 1\r\n"))}\r\nx\r\n"),
        ["400 VALIDATION_ERROR body|many parts"] = () => ManyParts(UploadReader.MaxOtherParts + 1),
        ["413 SIZE_LIMIT"] = () => new Multipart().File("../a").Metadata("{").File("b", new byte[1500]),
        ["413 SIZE_LIMIT|together"] = () => new Multipart().File("a", new byte[600]).File("b", new byte[401]),
    };

    public static TheoryData<string> Names => [.. Bodies.Keys];

    public static TheoryData<string?, string> Unreadable => new()
    {
        { null, "x" },
        { "application/json", "{}" },
        { "multipart/mixed; boundary=x", "--x\r\nContent-Disposition: form-data; filename=a\r\n\r\nx\r\n--x--" },
        { "multipart/form-data", "--x--" },
        { "multipart/form-data; boundary=", "--x--" },
        { "multipart/form-data; boundary=\"\"", "--x--" },
        { "multipart/form-data; boundary=x", "" },
        { "multipart/form-data; boundary=x", "garbage" },
        { "multipart/form-data; boundary=x", "--y\r\n\r\n\r\n--y--" },
        { "multipart/form-data; boundary=x", "--x\r\nContent-Disposition: form-data; filename=a\r\n\r\nx" },
        { "multipart/form-data; boundary=x", "--x\r\nContent-Disposition: form-data; filename=../a\r\n\r\nx" },
        { "multipart/form-data; boundary=x", "--x\r\nContent-Disposition: form-data; filename=a" },
        { "multipart/form-data; boundary=x", "--x\r\nContent-Disposition: form-data; name=metadata\r\n\r\n{" },
        { "multipart/form-data; boundary=x", "--x\r\nContent-Disposition: form-data; filename=a\r\n\r\nx\r\n--x\r\n" },
        { "multipart/form-data; boundary=" + new string('x', 4000), "x" },
    };

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Upload_SeveralFaults_LowestNumberIsReported(string name)
    {
        await using var host = await ShareHost.StartAsync(new UploadOptions { MaxUploadBytes = 1000, MaxFilesPerShare = 3 });
        var response = await host.UploadAsync(Bodies[name]());
        Assert.Equal(name.Split('|')[0], await response.SummaryAsync());
        Assert.Null(host.Upload.Command);
        Assert.Equal(host.Upload.Calls.Count > 0 ? 1 : 0, host.Upload.Aborts);
    }

    [Theory]
    [MemberData(nameof(Unreadable))]
    public async Task Upload_NotMultipart_IsFieldBody(string? contentType, string body)
    {
        await using var host = await ShareHost.StartAsync();
        var response = await host.UploadAsync(new ByteArrayContent(Encoding.UTF8.GetBytes(body)), contentType);
        Assert.Equal("400 VALIDATION_ERROR body", await response.SummaryAsync());
        Assert.Null(host.Upload.Command);
    }

    [Fact]
    public async Task Upload_EveryOtherPartAllowed_IsAccepted()
    {
        await using var host = await ShareHost.StartAsync();
        Assert.Equal("201", await (await host.UploadAsync(ManyParts(UploadReader.MaxOtherParts).File("a"))).SummaryAsync());
    }

    private static Multipart ManyParts(int count)
    {
        var body = new Multipart();
        for (var part = 0; part < count; part++)
            body.Part("form-data; name=x", "x");
        return body;
    }
}
