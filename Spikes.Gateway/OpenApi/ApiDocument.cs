using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.OpenApi;

namespace Spikes.Gateway.OpenApi;

/// <summary>The document as bytes. Built once, at the first request: only then the public address is known.</summary>
internal sealed class ApiDocument([FromKeyedServices(ApiDocument.Name)] IOpenApiDocumentProvider provider)
{
    public const string Name = "v1";
    public const string Path = "/openapi/v1.json";

    /// <summary>The component that describes the document itself.</summary>
    public const string Schema = "ApiDocument";

    private static readonly OpenApiJsonWriterSettings Compact = new() { Terse = true };

    private readonly Lock _gate = new();
    private Task<byte[]>? _bytes;

    public Task<byte[]> ReadAsync()
    {
        lock (_gate)
        {
            if (_bytes is not { IsFaulted: false })
                _bytes = BuildAsync();
            return _bytes;
        }
    }

    private async Task<byte[]> BuildAsync()
    {
        // Not the first request's token: others wait for the same document.
        var document = await provider.GetOpenApiDocumentAsync(CancellationToken.None);
        using var json = new StringWriter(CultureInfo.InvariantCulture);
        document.SerializeAsV31(new OpenApiJsonWriter(json, Compact));
        return Encoding.UTF8.GetBytes(json.ToString());
    }
}
