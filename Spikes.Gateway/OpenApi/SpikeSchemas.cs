using System.Text.Json.Nodes;
using Microsoft.OpenApi;
using static Spikes.Gateway.OpenApi.Shape;

namespace Spikes.Gateway.OpenApi;

/// <summary>The spike as it is sent and read (contract section 3). No type has these members: it is checked by hand and streamed.</summary>
internal static class SpikeSchemas
{
    public const string Input = "SpikeInput";
    public const string Public = "Spike";
    public const string Owner = "OwnerSpike";
    public const string Page = "SpikePage";

    private const string Example = """
        {
          "type": "page",
          "page": "Pricing",
          "projectKey": "my-project",
          "url": "https://example.com/pricing",
          "rating": "like",
          "comments": "Clear at a glance.",
          "reviewer": { "id": "r1", "name": "Robin" }
        }
        """;

    private static readonly string[] Ratings = ["love", "like", "meh", "no"];

    public static OpenApiSchema Rating() => Choice(Ratings);

    public static IEnumerable<KeyValuePair<string, OpenApiSchema>> All() =>
    [
        new(Input, InputSchema()),
        new(Public, Row(isOwner: false).About("A spike as everybody reads it.")),
        new(Owner, Row(isOwner: true).About("A spike as its owner reads it: with the reviewer's address and the user agent.")),
        new(Page, PageSchema()),
    ];

    private static OpenApiSchema PageSchema() => Object(
        ("data", ListOf(AnyOf(Named(Owner), Named(Public))).About("Owner form for the caller's own spikes, public form for the others.")),
        ("next_cursor", Text(max: 200, min: 1).OrNull().About("Where the next page begins; null exactly when nothing follows.")))
        .About("One page of spikes, newest first. It ends early before it would pass 8 MiB.");

    private static OpenApiSchema Row(bool isOwner)
    {
        var members = new List<(string, IOpenApiSchema)>
        {
            ("id", Text(max: 64, min: 4).About("Opaque; made by the service it is a UUID of version 4.")),
            ("type", Choice("page", "element")),
            ("projectKey", Text(max: 200, min: 1).About("The name the spike was sent with.")),
            ("page", Text(max: 2048, min: 1)),
            ("url", Text(max: 8192)),
            ("reviewer", Reviewer(isOwner)),
            ("selector", Text(max: 8192).OrNull()),
            ("xpath", Text(max: 8192).OrNull()),
            ("elementText", Text(max: 1000).OrNull()),
            ("boundingBox", Box().OrNull()),
            ("rating", Rating().OrNull()),
            ("comments", Text(max: 10_000)),
            ("timestamp", Text(max: 64, min: 1).About("ISO 8601; a client's timestamp is returned unchanged.")),
            ("viewport", Object(("width", Whole(0, 100_000)), ("height", Whole(0, 100_000))).OrNull()),
            ("resolved", Flag()),
            ("resolvedAt", Text(max: 64, min: 1).OrNull().About("ISO 8601.")),
        };
        if (isOwner)
            members.Add(("userAgent", Text(max: 512).OrNull()));
        return Object(members);
    }

    private static OpenApiSchema Reviewer(bool isOwner) => isOwner
        ? Object(("id", Text(max: 128)), ("name", Text(max: 200)), ("email", Text(max: 320, format: "email").OrNull()))
        : Object(("id", Text(max: 128)), ("name", Text(max: 200)));

    private static OpenApiSchema Box() => Object(("x", Number()), ("y", Number()), ("width", Number()), ("height", Number()));

    private static OpenApiSchema InputSchema()
    {
        var schema = Members(
            ("type", Choice("page", "element").About("An element spike needs no selector.")),
            ("page", Text(max: 2048, min: 1).About("Any text; the widget sends the title of the document.")),
            ("projectKey", Text(max: 200, min: 1).OrNull().About("Slug or id of a share, or any key of your own.")),
            ("project", Text(max: 200, min: 1).OrNull().About("Read when there is no `projectKey`.")),
            ("share_id", Text(format: "uuid").OrNull().About("Counts before `projectKey` and `project`; must be a share.")),
            ("url", Text(max: 8192).OrNull().About("Any text. Absent: empty.")),
            ("selector", Text(max: 8192).OrNull()),
            ("xpath", Text(max: 8192).OrNull()),
            ("elementText", Text(max: 1000).OrNull()),
            ("boundingBox", Box().OrNull()),
            ("rating", Rating().OrNull()),
            ("comments", Text(max: 10_000).OrNull().About("Absent: empty.")),
            ("reviewer", ReviewerInput().OrNull()),
            ("reviewerName", Text(max: 200).OrNull().About("The name of an agent; counts where the reviewer has none.")),
            ("timestamp", Text(max: 64, format: "date-time").OrNull().About("Date and time. Absent: the time it is received.")),
            ("viewport", ViewportInput().OrNull()),
            ("id", ClientId()),
            ("resolved", Flag().OrNull().About("Kept only from the admin, the owner of the store, or where the store has no owner.")),
            ("resolvedAt", Text(max: 64, format: "date-time").OrNull().About("Kept under the same condition.")));
        schema.Required = new HashSet<string>(["type", "page"], StringComparer.Ordinal);
        // Not as anyOf: readers and generators make three types of that.
        schema.Examples = [JsonNode.Parse(Example)!];
        return schema.About("Needs one of `projectKey`, `project` and `share_id`. Null counts as absent; unknown members are ignored.");
    }

    private static OpenApiSchema ReviewerInput() => Members(
        ("id", Text(max: 128).OrNull().About("Absent or empty: `anon`.")),
        ("name", Text(max: 200).OrNull().About("Absent or empty: `reviewerName`, else `Anonymous`.")),
        ("email", Text(max: 320, format: "email").OrNull().About("Shown to the owner only.")));

    private static OpenApiSchema ViewportInput() =>
        Object(("width", Number(0, 100_000)), ("height", Number(0, 100_000))).About("Rounded to integers.");

    private static OpenApiSchema ClientId() => Text(max: 64, min: 4, pattern: "^[A-Za-z0-9_-]+$").OrNull()
        .About("Your own id: the same spike sent again is not stored twice. Any other value is ignored.");
}
