using Microsoft.AspNetCore.OpenApi;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.OpenApi;

namespace Spikes.Gateway.OpenApi;

/// <summary>The document as bytes, built at the first request: only then the public address is known, and nothing in it changes later.</summary>
internal sealed class ApiDocument([FromKeyedServices(ApiDocument.Name)] IOpenApiDocumentProvider provider)
{
    public const string Name = "v1";
    public const string Path = "/openapi/v1.json";

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
        using var json = new MemoryStream();
        await document.SerializeAsJsonAsync(json, OpenApiSpecVersion.OpenApi3_1, CancellationToken.None);
        return json.ToArray();
    }
}
