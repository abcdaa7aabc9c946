using System.Globalization;
using System.Text.Json.Nodes;

namespace Spikes.Browser.Tests.Widget;

/// <summary>What a spike from the widget must be like once it is read back.</summary>
internal static class SpikeAssert
{
    private static readonly string[] Members =
    [
        "id", "type", "projectKey", "page", "url", "reviewer", "selector", "xpath", "elementText", "boundingBox", "rating", "comments",
        "timestamp", "viewport", "resolved", "resolvedAt",
    ];

    private static readonly string[] Sides = ["x", "y", "width", "height"];

    private static readonly string[] PageMembers =
        ["id", "projectKey", "type", "page", "url", "rating", "comments", "reviewer", "timestamp", "viewport"];

    private static readonly string[] ElementMembers = [.. PageMembers, "selector", "xpath", "elementText", "boundingBox"];

    /// <summary>The widget sent these members and no others, and what is stored is what it sent.</summary>
    public static void IsAsSent(JsonNode spike, JsonObject sent)
    {
        Assert.Equal(Members, spike.AsObject().Select(member => member.Key));
        var expected = (string?)sent["type"] == "page" ? PageMembers : ElementMembers;
        Assert.Equal(expected.Order(StringComparer.Ordinal), sent.Select(member => member.Key).Order(StringComparer.Ordinal));
        // The client's id only recognises a repeat; the row has one of the server's.
        foreach (var (name, value) in sent.Where(member => member.Key != "id"))
            Assert.True(JsonNode.DeepEquals(value, spike[name]), $"{name}: sent {value}, stored {spike[name]}");
        Assert.False((bool)spike["resolved"]!);
        Assert.Null(spike["resolvedAt"]);
    }

    public static void IsOfPage(JsonNode spike, SampleShare share, string title, string url)
    {
        Assert.Equal(share.Id, (string?)spike["projectKey"]);
        Assert.Equal(title, (string?)spike["page"]);
        Assert.Equal(url, (string?)spike["url"]);
        var timestamp = DateTimeOffset.Parse((string)spike["timestamp"]!, CultureInfo.InvariantCulture);
        Assert.InRange(timestamp, TimeProvider.System.GetUtcNow().AddMinutes(-5), TimeProvider.System.GetUtcNow().AddMinutes(5));
    }

    public static void Says(JsonNode spike, string? rating, string comments, string name)
    {
        Assert.Equal(rating, (string?)spike["rating"]);
        Assert.Equal(comments, (string?)spike["comments"]);
        Assert.Equal(name, (string?)spike["reviewer"]!["name"]);
        Assert.NotEmpty((string)spike["reviewer"]!["id"]!);
    }

    /// <summary>Selector, path and box mean exactly this element.</summary>
    public static async Task MeansAsync(JsonNode spike, Visit visit, ILocator element)
    {
        await visit.SelectsOnlyAsync((string)spike["selector"]!, element);
        var found = await element.EvaluateAsync<bool>(
            """
            (element, path) => {
              const all = document.evaluate(path, document, null, XPathResult.ORDERED_NODE_SNAPSHOT_TYPE);
              return all.snapshotLength === 1 && all.snapshotItem(0) === element;
            }
            """, (string)spike["xpath"]!);
        Assert.True(found, (string?)spike["xpath"]);
        var rectangle = await RectangleAsync(element);
        var box = Sides.Select(side => (double)spike["boundingBox"]![side]!);
        Assert.All(rectangle.Zip(box), sides => Assert.Equal(sides.First, sides.Second, tolerance: 0.02));
    }

    /// <summary>Where an element is on the document, as the page itself measures it.</summary>
    private static Task<double[]> RectangleAsync(ILocator element) => element.EvaluateAsync<double[]>(
        """
        element => {
          const { left, top, width, height } = element.getBoundingClientRect();
          return [left + scrollX, top + scrollY, width, height];
        }
        """);
}
