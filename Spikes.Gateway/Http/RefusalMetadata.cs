using Microsoft.AspNetCore.Builder;

namespace Spikes.Gateway.Http;

/// <summary>Tells the API description which refusals a route can answer.</summary>
internal sealed record RefusalMetadata(IReadOnlyList<ErrorCode> Codes);

/// <summary>Declares refusals on routes.</summary>
internal static class RefusalMetadataBuilder
{
    public static TBuilder Refuses<TBuilder>(this TBuilder builder, params ErrorCode[] codes)
        where TBuilder : IEndpointConventionBuilder
    {
        builder.Add(endpoint => endpoint.Metadata.Add(new RefusalMetadata(codes)));
        return builder;
    }
}
