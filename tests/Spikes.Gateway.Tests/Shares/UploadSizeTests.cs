using System.Net.Sockets;
using System.Text;
using Spikes.Gateway.Options;

namespace Spikes.Gateway.Tests.Shares;

public sealed class UploadSizeTests
{
    private const long MaxBytes = 1000;
    private const long MaxBodyBytes = MaxBytes + UploadOptions.FramingBytes;

    [Fact]
    public async Task Upload_ExactlyTheLimit_IsAccepted()
    {
        await using var host = await StartAsync();
        var response = await host.UploadAsync(new Multipart().File("a", new byte[400]).File("b", new byte[600]));
        Assert.Equal("201", await response.SummaryAsync());
    }

    [Fact]
    public async Task Upload_DeclaredTooLarge_IsRefusedFromTheHeader()
    {
        await using var host = await StartAsync();
        using var client = new TcpClient("127.0.0.1", host.Port);
        var head = $"POST /shares HTTP/1.1\r\nHost: a\r\nContent-Type: {Multipart.ContentType}\r\n"
            + $"Content-Length: {MaxBodyBytes + 1}\r\n\r\n";
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(head), TestContext.Current.CancellationToken);
        // No byte of the body is ever sent: the answer comes all the same.
        var answer = "";
        var buffer = new byte[1024];
        while (!answer.Contains('}', StringComparison.Ordinal))
        {
            var read = await client.GetStream().ReadAsync(buffer, TestContext.Current.CancellationToken);
            Assert.NotEqual(0, read);
            answer += Encoding.ASCII.GetString(buffer, 0, read);
        }

        Assert.StartsWith("HTTP/1.1 413 ", answer, StringComparison.Ordinal);
        Assert.Contains("\"max_bytes\":1000", answer, StringComparison.Ordinal);
        Assert.Empty(host.Upload.Calls);
    }

    [Theory]
    [InlineData(1, "413 SIZE_LIMIT")]
    [InlineData(0, "400 VALIDATION_ERROR body")]
    public async Task Upload_UnreadableWithoutLength_IsMeasured(int excess, string expected)
    {
        await using var host = await StartAsync();
        using var body = new StreamContent(new UnknownLength(MaxBodyBytes + excess));
        var response = await host.UploadAsync(body, Multipart.ContentType);
        Assert.Equal(expected, await response.SummaryAsync());
    }

    [Fact]
    public async Task Upload_FilesTooLarge_ClientThatWritesFirstGetsTheAnswer()
    {
        await using var host = await StartAsync();
        var response = await host.UploadAsync(new Multipart().File("a", new byte[3_000_000]));
        Assert.Equal("413 SIZE_LIMIT", await response.SummaryAsync());
        Assert.Equal(MaxBytes, (await response.JsonAsync()).GetProperty("max_bytes").GetInt64());
    }

    [Fact]
    public async Task Upload_FilesTooLargeAfterStaging_IsAborted()
    {
        await using var host = await ShareHost.StartAsync(new UploadOptions { MaxUploadBytes = 1_000_000 });
        var response = await host.UploadAsync(new Multipart().File("a", new byte[1_000_001]));
        Assert.Equal("413 SIZE_LIMIT", await response.SummaryAsync());
        Assert.Equal(1, host.Upload.Aborts);
    }

    [Fact]
    public async Task Upload_LargestPossibleLimit_DoesNotOverflow()
    {
        await using var host = await ShareHost.StartAsync(new UploadOptions { MaxUploadBytes = long.MaxValue });
        Assert.Equal("201", await (await host.UploadAsync(new Multipart().File("a"))).SummaryAsync());
    }

    private static Task<ShareHost> StartAsync() => ShareHost.StartAsync(new UploadOptions { MaxUploadBytes = MaxBytes });

    /// <summary>Zeros without a known length, so that the client sends chunks.</summary>
    private sealed class UnknownLength(long length) : Stream
    {
        private long _left = length;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override int Read(byte[] buffer, int offset, int count)
        {
            var read = (int)Math.Min(count, _left);
            Array.Clear(buffer, offset, read);
            _left -= read;
            return read;
        }

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
