using System.Text.Json.Nodes;

namespace Spikes.Contract.Tests.Shares;

/// <summary>A protected share, and the texts by which a test knows that an answer tells something of it.</summary>
/// <param name="Id">Of the share.</param>
/// <param name="Slug">Its other name.</param>
/// <param name="SpikeId">A spike in it.</param>
internal sealed record HiddenShare(string Id, string Slug, string SpikeId)
{
    public const string Password = "right";
    public const string FileText = "TEXT-OF-THE-FILE";
    public const string SpikeText = "TEXT-OF-THE-SPIKE";
    public const string PageTitle = "TITLE-OF-THE-SHARE";

    /// <summary>What somebody could call it by, slug first.</summary>
    public IReadOnlyList<string> Names => [Slug, Slug.ToUpperInvariant(), Id, Id.ToUpperInvariant()];

    public static async Task<HiddenShare> UploadAsync(Payer owner)
    {
        var metadata = new JsonObject { ["name"] = "hidden", ["title"] = PageTitle, ["password"] = Password };
        var share = (await owner.App.ShareAsync(
            owner.Token, metadata.ToJsonString(), ("index.html", FileText), ("a.txt", FileText), ("docs/index.html", FileText))).Is(201);
        var (id, slug) = (share["share_id"]!.GetValue<string>(), share["slug"]!.GetValue<string>());
        var spike = SpikesApp.Spike(slug);
        spike["comments"] = SpikeText;
        return new HiddenShare(id, slug, (await owner.App.PostAsync("/spikes", spike)).Is(201)["id"]!.GetValue<string>());
    }

    /// <summary>The first of its texts that an answer holds, in body or headers; null for none.</summary>
    public static string? ToldBy(Answer answer)
    {
        var all = $"{answer.Headers}{answer.ContentHeaders}{answer.Body}";
        return new[] { FileText, SpikeText, PageTitle }.FirstOrDefault(text => all.Contains(text, StringComparison.Ordinal));
    }
}
