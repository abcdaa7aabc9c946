using System.Text;

namespace Spikes.Gateway.Tests.Shares;

/// <summary>A multipart body byte by byte, as curl writes it, so that a test can also break it.</summary>
internal sealed class Multipart
{
    public const string Boundary = "------------------------d74496d66958873e";
    public const string ContentType = "multipart/form-data; boundary=" + Boundary;

    private readonly List<byte> _bytes = [];

    public Multipart Part(string disposition, byte[] content, string? type = null)
    {
        Raw($"--{Boundary}\r\nContent-Disposition: {disposition}\r\n{(type is null ? "" : $"Content-Type: {type}\r\n")}\r\n");
        _bytes.AddRange(content);
        return Raw("\r\n");
    }

    public Multipart Part(string disposition, string content) => Part(disposition, Encoding.UTF8.GetBytes(content));

    public Multipart Metadata(string json) => Part("form-data; name=\"metadata\"", json);

    public Multipart File(string name, string content = "x") =>
        Part($"form-data; name=\"file\"; filename=\"{name}\"", Encoding.UTF8.GetBytes(content), "application/octet-stream");

    public Multipart File(string name, byte[] content) => Part($"form-data; name=\"file\"; filename=\"{name}\"", content);

    public Multipart Raw(string text) => Raw(Encoding.UTF8.GetBytes(text));

    public Multipart Raw(byte[] bytes)
    {
        _bytes.AddRange(bytes);
        return this;
    }

    public byte[] ToArray() => [.. _bytes, .. Encoding.UTF8.GetBytes($"--{Boundary}--\r\n")];

    /// <summary>The body without its end.</summary>
    public byte[] ToTruncatedArray() => [.. _bytes];
}
