using System.Collections.Concurrent;
using System.Text;
using System.Text.Json.Nodes;

namespace Spikes.Browser.Tests;

/// <summary>An uploaded share.</summary>
public sealed record SampleShare(string Id, string Slug, string Url)
{
    /// <summary>The pages of the sample, as the ends of their addresses.</summary>
    public static readonly IReadOnlyList<string> Pages = ["", "/pricing.html", "/docs/index.html"];

    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "mockup");

    /// <summary>One account on each server, because sign-ups wait for mails.</summary>
    private static readonly ConcurrentDictionary<int, Lazy<Task<string>>> Owners = new();

    /// <summary>The sample of this repository, as the command line client sends it.</summary>
    public static Task<SampleShare> UploadAsync(SpikesApp app)
    {
        var files = Directory.GetFiles(Folder, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
            .Select(file => (Path.GetRelativePath(Folder, file).Replace('\\', '/'), File.ReadAllBytes(file)));
        return UploadAsync(app, files);
    }

    /// <summary>One page as <c>index.html</c>.</summary>
    public static Task<SampleShare> UploadAsync(SpikesApp app, string html) =>
        UploadAsync(app, [("index.html", Encoding.UTF8.GetBytes(html))]);

    private static async Task<SampleShare> UploadAsync(SpikesApp app, IEnumerable<(string Name, byte[] Bytes)> files)
    {
        var metadata = new JsonObject { ["slug"] = "mockup-" + Guid.NewGuid().ToString("N")[..10], ["title"] = "Fellside" };
        var upload = new Upload().Metadata(metadata.ToJsonString());
        foreach (var (name, bytes) in files)
            upload.File(name, bytes);
        var owner = await Owners.GetOrAdd(app.Address.Port, _ => new(() => app.SignUpAsync())).Value;
        var answer = await app.SendAsync(HttpMethod.Post, "/shares", owner, upload.Content());
        var share = answer.Is(201);
        return new((string)share["share_id"]!, (string)share["slug"]!, (string)share["url"]!);
    }
}
