using Spikes.Grains.Interfaces.Projects;
using Spikes.Grains.Interfaces.Spikes;
using Spikes.Grains.Storage;

namespace Spikes.Grains.Tests.Spikes;

internal static class Drafts
{
    public static SpikeDraft Smallest(string projectKey = "demo") => new()
    {
        Type = "page",
        ProjectKey = projectKey,
        Page = "Home",
        Reviewer = new Reviewer("anon", "Anonymous", null),
    };

    public static SpikeDraft Fullest() => new()
    {
        Type = "element",
        ProjectKey = "demo",
        Page = "Hôme 😀",
        Url = "https://example.org/?a=b&c=<d>",
        Reviewer = new Reviewer("r1", "Ada", "ada@example.org"),
        Selector = "#a > b",
        XPath = "/html/body",
        ElementText = "Buy\u2028now",
        BoundingBox = new Box(-1.5, 0, 0.1, 1e21),
        Rating = "love",
        Comments = "line\n\"two\"",
        Timestamp = "2026-01-15T10:30:00+01:00",
        Viewport = new Viewport(1280, 720),
        UserAgent = "Mozilla/5.0",
        Resolved = true,
        ResolvedAt = "2026-01-16T00:00:00.000Z",
    };

    public static SubmitSpike Submit(string projectKey = "demo") => new(Caller.Anonymous, null, Smallest(projectKey), Guid.NewGuid().ToString());

    public static SpikeRow Row(SpikeDraft draft, bool inScope = true, string id = "id-1", long receivedAt = 1768473000123) =>
        new(id, StoreKey.Unregistered(draft.ProjectKey), receivedAt, draft, inScope);
}
