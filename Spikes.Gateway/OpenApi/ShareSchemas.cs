using System.Text.Json.Nodes;
using Microsoft.OpenApi;
using Spikes.Gateway.Options;
using static Spikes.Gateway.OpenApi.Shape;

namespace Spikes.Gateway.OpenApi;

/// <summary>Bodies of the share routes that no type describes: the upload is read part by part, the exports are streamed.</summary>
internal static class ShareSchemas
{
    public const string Upload = "ShareUpload";
    public const string Metadata = "ShareMetadata";
    public const string WithSpikes = "ShareWithSpikes";
    public const string Deleted = "DeletedShare";

    private const int MaxSlugLength = 69;

    public static OpenApiSchema Slug() => Text(max: MaxSlugLength, min: 1, pattern: "^[a-z0-9-]+$");

    public static IEnumerable<KeyValuePair<string, OpenApiSchema>> All(UploadOptions limits) =>
    [
        new(Upload, UploadSchema(limits)),
        new(Metadata, MetadataSchema()),
        new(WithSpikes, WithSpikesSchema()),
        new(Deleted, DeletedSchema()),
    ];

    private static OpenApiSchema UploadSchema(UploadOptions limits)
    {
        var files = ListOf(new OpenApiSchema { Type = JsonSchemaType.String, Format = "binary" });
        files.MinItems = 1;
        files.MaxItems = limits.MaxFilesPerShare;
        var schema = Members(
            ("metadata", Named(Metadata)),
            ("file", files.About(
                "One part per file. Every part with a `filename` is a file, whatever its name; the file name is the path inside the share, "
                + $"such as `css/app.css`. All files together: at most {limits.MaxUploadBytes} bytes.")));
        schema.Required = new HashSet<string>(["file"], StringComparer.Ordinal);
        return schema.About("Parts come in any order; others are ignored.");
    }

    private static OpenApiSchema MetadataSchema()
    {
        var schema = Members(
            ("slug", Text(max: 200).OrNull().About("The wish for the slug; a suffix is added when it is taken.")),
            ("name", Text(max: 200).OrNull().About("Makes a slug with a suffix; ignored when there is a slug.")),
            ("title", Text(max: 200).OrNull()),
            ("password", Text(max: 256, min: 1).OrNull().About("Paid tiers.")),
            ("webhook_url", Text(max: 2048, format: "uri").OrNull().About("An https address of a public host. Paid tiers.")));
        schema.Examples = [new JsonObject { ["slug"] = "my-project" }];
        return schema.About("At most 64 KiB. Absent counts as `{}`; null counts as absent.");
    }

    private static OpenApiSchema WithSpikesSchema()
    {
        var schema = Object(
            ("id", Text(format: "uuid")),
            ("slug", Slug()),
            ("url", Text(format: "uri")),
            ("spike_count", Whole(min: 0)),
            ("created_at", Text(format: "date-time")),
            ("exported_spikes", ListOf(Named(SpikeSchemas.Owner)).About("Newest first.")),
            ("exported_truncated", Flag().About("True when the oldest spikes were left out to stay below 9 MiB; else absent.")));
        schema.Required!.Remove("exported_truncated");
        return schema.About("A share with its spikes.");
    }

    private static OpenApiSchema DeletedSchema() => Object(
        ("ok", Flag()),
        ("exported_spikes", ListOf(Named(SpikeSchemas.Owner)).About("Every spike, newest first.")))
        .About("What is left of a deleted share.");
}
