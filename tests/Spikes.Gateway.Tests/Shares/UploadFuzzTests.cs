using Microsoft.AspNetCore.Http;
using Spikes.Gateway.Options;
using Spikes.Gateway.Shares;

namespace Spikes.Gateway.Tests.Shares;

/// <summary>Bodies broken at random, always the same ones: reading never throws, and how the bytes arrive changes nothing.</summary>
public sealed class UploadFuzzTests
{
    private const int Rounds = 1500;

    // Large enough never to be passed: how much of a file comes before a body breaks off depends on how its bytes arrive.
    private static readonly UploadOptions Limits = new() { MaxUploadBytes = 10_000, MaxFilesPerShare = 3 };

    [Fact]
    public async Task Read_BrokenBodies_AnswerIsTheSameInDrops()
    {
        var random = new Random(20260115);
        for (var round = 0; round < Rounds; round++)
        {
            var body = Break(Whole(), random);
            var whole = await ReadAsync(new MemoryStream(body));
            Assert.Equal(whole, await ReadAsync(new Drops(body, random.Next())));
        }
    }

    private static byte[] Whole() => new Multipart()
        .File("index.html", "<p>Hello</p>")
        .Metadata("""{"slug":"a b","title":"\ud83d"}""")
        .File(@"css\app.css", new string('x', 500))
        .ToArray();

    private static byte[] Break(byte[] body, Random random)
    {
        var bytes = body.ToList();
        for (var change = random.Next(1, 5); change > 0; change--)
        {
            var at = random.Next(bytes.Count);
            switch (random.Next(4))
            {
                case 0: bytes[at] = (byte)random.Next(256); break;
                case 1: bytes.RemoveRange(at, Math.Min(random.Next(1, 40), bytes.Count - at - 1)); break;
                case 2: bytes.InsertRange(at, body.AsSpan(random.Next(body.Length - 40), random.Next(1, 40)).ToArray()); break;
                default: bytes.Insert(at, "\r\n;\"=-:\0"u8[random.Next(8)]); break;
            }
        }

        return [.. bytes];
    }

    private static async Task<string> ReadAsync(Stream body)
    {
        using var upload = new FakeUpload();
        using var staging = new UploadStaging(upload, TimeProvider.System);
        var reader = new UploadReader(staging, Limits, Extras.Create(FakeGrains.Create().Factory), ShareHost.Owner);
        var context = new DefaultHttpContext();
        context.Request.Body = body;
        context.Request.ContentType = Multipart.ContentType;
        var error = await reader.ReadAsync(context.Request, TestContext.Current.CancellationToken);
        return error is null
            ? $"{reader.Metadata} {string.Join(' ', upload.HashByName)}"
            : $"{error.Code} {string.Join(' ', error.Details?.Select(detail => detail.Field) ?? [])}";
    }

    /// <summary>Gives a few bytes at a time.</summary>
    private sealed class Drops(byte[] bytes, int seed) : MemoryStream(bytes)
    {
        private readonly Random _random = new(seed);

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            base.ReadAsync(buffer[..Math.Min(buffer.Length, _random.Next(1, 9))], cancellationToken);
    }
}
