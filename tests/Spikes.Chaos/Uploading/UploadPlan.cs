using System.Text;

namespace Spikes.Chaos.Uploading;

/// <summary>An upload that can be told by its slug, and what it holds.</summary>
/// <param name="Slug">Free, so the share gets it unchanged.</param>
/// <param name="Files">Names and bytes. A page is changed by the program; every other file stays as it is.</param>
internal sealed record UploadPlan(string Slug, IReadOnlyList<(string Name, byte[] Bytes)> Files)
{
    public const string PageName = "index.html";
    private const int MostFiles = 6;
    private const int MostBytes = 200_000;

    public static UploadPlan Make(string slug, Random random)
    {
        var page = Encoding.UTF8.GetBytes($"<!doctype html><html><body><h1>{slug}</h1></body></html>");
        var others = Enumerable.Range(0, random.Next(2, MostFiles)).Select(number =>
        {
            var bytes = new byte[random.Next(1, MostBytes)];
            random.NextBytes(bytes);
            return (FormattableString.Invariant($"files/{number}.bin"), bytes);
        });
        return new UploadPlan(slug, [(PageName, page), .. others]);
    }

    public HttpContent Content()
    {
        var upload = new Upload().Metadata($$"""{"slug":"{{Slug}}"}""");
        foreach (var (name, bytes) in Files)
            upload.File(name, bytes);
        return upload.Content();
    }
}
