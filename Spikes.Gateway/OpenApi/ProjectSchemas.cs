using Microsoft.OpenApi;
using Spikes.Gateway.Projects;
using static Spikes.Gateway.OpenApi.Shape;

namespace Spikes.Gateway.OpenApi;

/// <summary>Bodies of the project routes that no type describes: their rows are streamed.</summary>
internal static class ProjectSchemas
{
    public const string Spikes = "ProjectSpikes";

    public static IEnumerable<KeyValuePair<string, OpenApiSchema>> All() =>
    [
        new(Spikes, Object(("data", ListOf(Named(SpikeSchemas.Owner))), ("pagination", Named(nameof(Pagination))))
            .About("One page of a project's spikes, newest first.")),
    ];
}
