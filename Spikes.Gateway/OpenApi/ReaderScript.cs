using System.IO.Compression;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;
using Scalar.AspNetCore;

namespace Spikes.Gateway.OpenApi;

/// <summary>The reader's script, out of its package. It is stored compressed there and sent so to whoever takes it.</summary>
internal sealed class ReaderScript : IResult
{
    public static readonly ReaderScript Instance = new();

    private const string Resource = "ScalarStaticAssets.scalar.js";
    private const string Gzip = "gzip";

    private readonly Lazy<byte[]> _compressed = new(Load);
    private readonly Lazy<EntityTagHeaderValue> _tag;

    // Weak: the same tag stands for the compressed and the plain form.
    private ReaderScript() => _tag = new(() =>
        new EntityTagHeaderValue('"' + Convert.ToHexStringLower(SHA256.HashData(_compressed.Value)[..16]) + '"', isWeak: true));

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        response.Headers.ETag = _tag.Value.ToString();
        response.Headers.CacheControl = "public, max-age=3600";
        response.Headers.Vary = HeaderNames.AcceptEncoding;
        response.Headers.XContentTypeOptions = "nosniff";
        if (httpContext.Request.GetTypedHeaders().IfNoneMatch.Any(known => known.Compare(_tag.Value, useStrongComparison: false)))
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }

        response.ContentType = "text/javascript; charset=utf-8";
        using var compressed = new MemoryStream(_compressed.Value, writable: false);
        if (TakesGzip(httpContext.Request))
        {
            response.Headers.ContentEncoding = Gzip;
            response.ContentLength = compressed.Length;
            await compressed.CopyToAsync(response.Body, httpContext.RequestAborted);
            return;
        }

        await using var plain = new GZipStream(compressed, CompressionMode.Decompress);
        await plain.CopyToAsync(response.Body, httpContext.RequestAborted);
    }

    private static bool TakesGzip(HttpRequest request) =>
        request.GetTypedHeaders().AcceptEncoding.Any(coding => coding.Value == Gzip && coding.Quality is not 0);

    private static byte[] Load()
    {
        using var stream = typeof(ScalarOptions).Assembly.GetManifestResourceStream(Resource)
            ?? throw new InvalidOperationException("The package holds no " + Resource);
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }
}
