using System.Buffers;
using System.Net.Http.Headers;
using System.Text;

namespace Spikes.Testing;

/// <summary>Multipart bytes written by hand, so that nothing tidies them up.</summary>
public sealed class Upload
{
    private const string Boundary = "----spikes-test-boundary";

    private readonly ArrayBufferWriter<byte> _body = new();

    public Upload Metadata(string json) => Part("form-data; name=\"metadata\"", Encoding.UTF8.GetBytes(json));

    public Upload File(string name, byte[] bytes) => Part($"form-data; name=\"file\"; filename=\"{name}\"", bytes);

    public Upload Part(string disposition, byte[] bytes)
    {
        Write($"--{Boundary}\r\nContent-Disposition: {disposition}\r\n\r\n");
        _body.Write(bytes);
        Write("\r\n");
        return this;
    }

    public HttpContent Content()
    {
        Write($"--{Boundary}--\r\n");
        return Truncated();
    }

    /// <summary>The body without its last boundary.</summary>
    public HttpContent Truncated()
    {
        var content = new ByteArrayContent(_body.WrittenSpan.ToArray());
        content.Headers.ContentType = MediaTypeHeaderValue.Parse("multipart/form-data; boundary=" + Boundary);
        return content;
    }

    private void Write(string text) => _body.Write(Encoding.UTF8.GetBytes(text));
}
