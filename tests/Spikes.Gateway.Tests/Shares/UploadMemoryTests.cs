using System.Net;
using System.Text;

namespace Spikes.Gateway.Tests.Shares;

/// <summary>Runs alone: it counts what the whole process allocates.</summary>
[CollectionDefinition(nameof(UploadMemoryTests), DisableParallelization = true)]
public sealed class RunsAlone;

[Collection(nameof(UploadMemoryTests))]
public sealed class UploadMemoryTests
{
    private const int MaxAllocatedBytes = 16 * 1024 * 1024;

    [Theory]
    [InlineData(1, 40 * 1024 * 1024)]
    [InlineData(2000, 20 * 1024)]
    public async Task Upload_FortyMebibytes_AllocatesLittle(int files, int bytesPerFile)
    {
        await using var host = await ShareHost.StartAsync();
        Assert.Equal("201", await (await host.UploadAsync(new Multipart().File("warm-up"))).SummaryAsync());
        host.Upload.HashByName.Clear();
        var before = GC.GetTotalAllocatedBytes(precise: true);
        using var body = new GeneratedUpload(files, bytesPerFile);
        var response = await host.UploadAsync(body, Multipart.ContentType);
        var allocated = GC.GetTotalAllocatedBytes(precise: true) - before;
        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
        Assert.Equal(files + 1, host.Upload.Calls.SelectMany(call => call.Pieces).Count(piece => piece.IsLast));
        TestContext.Current.TestOutputHelper?.WriteLine($"{allocated} bytes allocated");
        Assert.InRange(allocated, 0, MaxAllocatedBytes);
    }

    private sealed class GeneratedUpload(int files, int bytesPerFile) : HttpContent
    {
        private readonly byte[] _zeros = new byte[64 * 1024];

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            for (var file = 0; file < files; file++)
            {
                var head = $"--{Multipart.Boundary}\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{file}.bin\"\r\n\r\n";
                await stream.WriteAsync(Encoding.ASCII.GetBytes(head));
                for (var left = bytesPerFile; left > 0; left -= _zeros.Length)
                    await stream.WriteAsync(_zeros.AsMemory(0, Math.Min(left, _zeros.Length)));
                await stream.WriteAsync("\r\n"u8.ToArray());
            }

            await stream.WriteAsync(Encoding.ASCII.GetBytes($"--{Multipart.Boundary}--\r\n"));
        }

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }
}
