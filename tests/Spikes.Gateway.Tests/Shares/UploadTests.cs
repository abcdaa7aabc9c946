using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using Spikes.Grains.Interfaces.Outcomes;
using Spikes.Grains.Interfaces.Shares;

namespace Spikes.Gateway.Tests.Shares;

public sealed class UploadTests
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task Upload_AsCurlSendsIt_MakesShare()
    {
        await using var host = await ShareHost.StartAsync();
        var body = new Multipart()
            .Part("form-data; name=\"metadata\"", """{"slug":"my-project","title":"My Project"}""")
            .Part("form-data; name=\"file\"; filename=\"index.html\"", Encoding.UTF8.GetBytes("<p>Hi</p>\n"), "text/html");
        var response = await host.UploadAsync(body);
        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
        Assert.Equal("application/json", response.Header("Content-Type"));
        Assert.Equal(
            """{"ok":true,"url":"http://public.test/s/my-project","share_id":"0199-id","slug":"my-project"}""", await response.TextAsync());
        Assert.Equal("My Project", host.Upload.Command!.Title);
        Assert.False(host.Upload.Command.AlwaysSuffix);
        Assert.Equal(Hash("<p>Hi</p>\n"), host.Upload.HashByName["index.html"]);
        Assert.Equal(0, host.Upload.Aborts);
        Assert.True(Guid.TryParse(host.Upload.Key["upload/".Length..], out _));
    }

    [Fact]
    public async Task Upload_MetadataLastAndOtherParts_AreAccepted()
    {
        await using var host = await ShareHost.StartAsync();
        var body = new Multipart()
            .Raw("a preamble\r\n")
            .Part("form-data; name=\"index\"; filename=\"index.html\"", "x")
            .Part("form-data; name=\"metadata\"; filename=\"metadata\"", "a file of that name")
            .Part("form-data; name=\"note\"", "ignored")
            .Part("attachment", "ignored")
            .Metadata("""{"name":"Later Name"}""")
            .Metadata("not even JSON, but the second of that name");
        var response = await host.UploadAsync(body);
        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
        Assert.Equal(["index.html", "metadata"], host.Upload.HashByName.Keys);
        Assert.Equal(new CreateShare(host.Upload.Command!.Owner, "later-name", true, null), host.Upload.Command);
    }

    [Fact]
    public async Task Upload_WindowsNames_AreStoredWithSlashes()
    {
        await using var host = await ShareHost.StartAsync();
        await host.UploadAsync(new Multipart().File(@"css\app.css").File(@"naïve\日本.html"));
        Assert.Equal(["css/app.css", "naïve/日本.html"], host.Upload.HashByName.Keys);
        Assert.Equal("share", host.Upload.Command!.Slug);
    }

    [Theory]
    [InlineData("multipart/form-data; boundary=\"with space ?\"", "with space ?")]
    [InlineData("Multipart/Form-Data; charset=utf-8; BOUNDARY=x", "x")]
    [InlineData("multipart/form-data; boundary=0123456789012345678901234567890123456789012345678901234567890123456789",
        "0123456789012345678901234567890123456789012345678901234567890123456789")]
    public async Task Upload_AnyValidBoundary_IsAccepted(string contentType, string boundary)
    {
        await using var host = await ShareHost.StartAsync();
        var text = $"--{boundary}\r\nContent-Disposition: form-data; name=a; filename=a.html\r\n\r\nx\r\n--{boundary}--";
        var response = await host.UploadAsync(new ByteArrayContent(Encoding.UTF8.GetBytes(text)), contentType);
        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
        Assert.Equal(Hash("x"), host.Upload.HashByName["a.html"]);
    }

    [Fact]
    public async Task Upload_ManySmallFiles_ArePackedIntoFewCalls()
    {
        await using var host = await ShareHost.StartAsync();
        var body = new Multipart();
        for (var file = 0; file < 1200; file++)
            body.File($"{file}.txt", file % 3 == 0 ? "" : $"{file}");
        var response = await host.UploadAsync(body);
        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
        Assert.Equal([500, 500, 200], host.Upload.Calls.Select(call => call.Pieces.Count));
        Assert.Equal(1200, host.Upload.HashByName.Count);
        Assert.Equal(Hash(""), host.Upload.HashByName["3.txt"]);
        Assert.Equal(Hash("1199"), host.Upload.HashByName["1199.txt"]);
    }

    [Fact]
    public async Task Upload_FilesAroundTheBufferSize_ArriveWhole()
    {
        await using var host = await ShareHost.StartAsync();
        var files = new[] { 1, -1, 0, 7, 100_000 }
            .Select((delta, index) => (Name: $"{index}.bin", Bytes: RandomNumberGenerator.GetBytes(UploadPieces.MaxBytes + delta)))
            .ToArray();
        var body = new Multipart();
        foreach (var (name, bytes) in files)
            body.File(name, bytes);
        await host.UploadAsync(body);
        Assert.All(files, file => Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(file.Bytes)), host.Upload.HashByName[file.Name]));
    }

    [Fact]
    public async Task Upload_StorageDown_Is503AndAborted()
    {
        await using var host = await ShareHost.StartAsync();
        host.Upload.FailsFromCall = 2;
        var response = await host.UploadAsync(new Multipart().File("a.bin", new byte[UploadPieces.MaxBytes * 3]));
        Assert.Equal("503 UNAVAILABLE", await response.SummaryAsync());
        Assert.Equal(2, host.Upload.Calls.Count);
        Assert.Equal(1, host.Upload.Aborts);
    }

    [Fact]
    public async Task Upload_ShareLimit_Is429AndAborted()
    {
        await using var host = await ShareHost.StartAsync();
        host.Upload.CompleteRefusal = new Refusal(ErrorCode.ShareLimit, "Share limit reached");
        var response = await host.UploadAsync(new Multipart().File("a.html"));
        Assert.Equal("429 SHARE_LIMIT", await response.SummaryAsync());
        Assert.Equal($"{ShareHost.Public}/dashboard", (await response.JsonAsync()).GetProperty("upgrade_url").GetString());
        Assert.Equal(1, host.Upload.Aborts);
    }

    [Fact]
    public async Task Upload_CompleteThrows_IsAborted()
    {
        await using var host = await ShareHost.StartAsync();
        host.Upload.CompleteFault = new TimeoutException();
        var response = await host.UploadAsync(new Multipart().File("a.html"));
        Assert.Equal(HttpStatusCode.InternalServerError, response.StatusCode);
        Assert.Equal(1, host.Upload.Aborts);
    }

    [Fact]
    public async Task Upload_ClientDisconnects_IsAborted()
    {
        await using var host = await ShareHost.StartAsync();
        using var client = new TcpClient("127.0.0.1", host.Port);
        var head = $"POST /shares HTTP/1.1\r\nHost: a\r\nContent-Type: {Multipart.ContentType}\r\nContent-Length: 5000000\r\n\r\n";
        var part = new Multipart().File("a.bin", new byte[UploadPieces.MaxBytes * 2]).ToTruncatedArray();
        await client.GetStream().WriteAsync((byte[])[.. Encoding.ASCII.GetBytes(head), .. part], TestContext.Current.CancellationToken);
        await host.Upload.Staged.Task.WaitAsync(Deadline, TestContext.Current.CancellationToken);
        client.Close();
        await host.Upload.Aborted.Task.WaitAsync(Deadline, TestContext.Current.CancellationToken);
        Assert.Null(host.Upload.Command);
    }

    private static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
