using System.Net.Http.Headers;
using System.Text;
using Xunit;

namespace Spikes.Contract.Tests.Shares;

/// <summary>What a large upload costs the real process, by the operating system's own count.</summary>
[Trait("Mode", "Local")]
public sealed class MemoryTests : IDisposable
{
    private const int FileBytes = 40 << 20;
    private const int MaxRaiseKiB = 30 << 10;
    private const string Boundary = "memory";

    private readonly TestDirectory _data = new();

    public void Dispose() => _data.Dispose();

    [Theory]
    [InlineData("film.bin", 0xAA)]
    [InlineData("page.html", (int)'<')]
    public async Task Upload_FortyMebibytes_RaisesTheProcessByLessThanThirty(string name, int fill)
    {
        await using var process = await SpikesProcess.StartAsync(_data.Path);
        using var app = new SpikesApp(process.Address);
        var token = await app.SignUpAsync();
        (await SendAsync(app, token, "warm-up.html", (byte)fill, 1 << 20)).Is(201);

        var before = ResidentMemory.NowKiB(process);
        ResidentMemory.ForgetPeak(process);
        var share = (await SendAsync(app, token, name, (byte)fill, FileBytes)).Is(201);

        Assert.InRange(ResidentMemory.PeakKiB(process) - before, int.MinValue, MaxRaiseKiB);
        // A page grows by what is inserted.
        var served = await app.SendAsync(HttpMethod.Head, $"/s/{share["slug"]}/{name}");
        Assert.InRange(served.ContentHeaders.ContentLength!.Value, FileBytes, FileBytes + 1000);
    }

    private static async Task<Answer> SendAsync(SpikesApp app, string token, string name, byte fill, int bytes)
    {
        var body = new RepeatedFile($"--{Boundary}\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\r\n", fill, bytes);
        body.Headers.ContentType = MediaTypeHeaderValue.Parse("multipart/form-data; boundary=" + Boundary);
        return await app.SendAsync(HttpMethod.Post, "/shares", token, body);
    }

    private sealed class RepeatedFile(string head, byte fill, int count) : HttpContent
    {
        private readonly byte[] _head = Encoding.UTF8.GetBytes(head);
        private readonly byte[] _tail = Encoding.UTF8.GetBytes($"\r\n--{Boundary}--\r\n");

        protected override async Task SerializeToStreamAsync(Stream stream, System.Net.TransportContext? context)
        {
            await stream.WriteAsync(_head);
            var block = new byte[64 << 10];
            Array.Fill(block, fill);
            for (var left = count; left > 0; left -= block.Length)
                await stream.WriteAsync(block.AsMemory(0, Math.Min(left, block.Length)));
            await stream.WriteAsync(_tail);
        }

        protected override bool TryComputeLength(out long length)
        {
            length = _head.Length + count + _tail.Length;
            return true;
        }
    }
}
