using System.Text.Json;

namespace Spikes.Load;

/// <summary>The spike that is posted, and the equal row that the yardsticks insert.</summary>
internal static class SampleSpike
{
    private const string Page = "Pricing - Acme mockup";
    private const string Url = "https://mockups.example.com/acme/pricing.html";
    private const string Selector = "main > section.plans > article.plan.featured > button.primary";
    private const string XPath = "/html/body/main/section[2]/article[2]/button[1]";
    private const string ElementText = "Start your free month";
    private const string Comments = "The button is hard to see on this background. Could it have the colour of the header, and more room around it?";
    private const string ReviewerId = "b1c7e2d4-5a6f-4e3b-9c8d-7f6a5b4c3d2e";
    private const string ReviewerName = "Robin";
    private const string ReviewerEmail = "robin@example.com";
    private const string Timestamp = "2026-03-01T09:30:00.000Z";
    private const string UserAgent = "spikes-load";

    /// <summary>Column, type, value; types and names mean the same to SQLite and PostgreSQL. Id and store come before these.</summary>
    public static readonly IReadOnlyList<(string Name, string Type, object Value)> Columns =
    [
        ("received_at", "BIGINT", 1_772_357_400_000L),
        ("type", "TEXT", "element"),
        ("project_key", "TEXT", "load-0001"),
        ("page", "TEXT", Page),
        ("url", "TEXT", Url),
        ("reviewer_id", "TEXT", ReviewerId),
        ("reviewer_name", "TEXT", ReviewerName),
        ("reviewer_email", "TEXT", ReviewerEmail),
        ("selector", "TEXT", Selector),
        ("xpath", "TEXT", XPath),
        ("element_text", "TEXT", ElementText),
        ("box_x", "DOUBLE PRECISION", 412.5),
        ("box_y", "DOUBLE PRECISION", 960.25),
        ("box_width", "DOUBLE PRECISION", 188.5),
        ("box_height", "DOUBLE PRECISION", 48.5),
        ("rating", "TEXT", "meh"),
        ("comments", "TEXT", Comments),
        ("timestamp", "TEXT", Timestamp),
        ("viewport_width", "INTEGER", 1440L),
        ("viewport_height", "INTEGER", 900L),
        ("user_agent", "TEXT", UserAgent),
    ];

    /// <summary>A table for such rows with the primary key as its only index.</summary>
    public static string CreateTable(string name) =>
        $"CREATE TABLE {name} (id TEXT NOT NULL PRIMARY KEY, store TEXT NOT NULL, "
        + string.Join(", ", Columns.Select(column => $"{column.Name} {column.Type} NOT NULL")) + ")";

    /// <summary>An insert; a column is written as <paramref name="value"/> says.</summary>
    public static string Insert(string table, string id, string store, Func<(string Name, string Type, object Value), string> value) =>
        $"INSERT INTO {table} (id, store, {string.Join(", ", Columns.Select(column => column.Name))}) "
        + $"VALUES ({id}, {store}, {string.Join(", ", Columns.Select(value))})";

    /// <summary>The body of a post.</summary>
    public static string Body(string project) => JsonSerializer.Serialize(new
    {
        type = "element",
        projectKey = project,
        page = Page,
        url = Url,
        selector = Selector,
        xpath = XPath,
        elementText = ElementText,
        boundingBox = new { x = 412.5, y = 960.25, width = 188.5, height = 48.5 },
        rating = "meh",
        comments = Comments,
        reviewer = new { id = ReviewerId, name = ReviewerName, email = ReviewerEmail },
        timestamp = Timestamp,
        viewport = new { width = 1440, height = 900 },
    });
}
