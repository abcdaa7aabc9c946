using System.Security.Cryptography;
using System.Text;
using Spikes.Grains.Interfaces.Outcomes;
using Spikes.Grains.Interfaces.Shares;
using Spikes.Grains.Interfaces.Users;

namespace Spikes.Gateway.Tests.Shares;

/// <summary>One share, <c>demo</c>, in memory; finds files as the contract says.</summary>
internal sealed class FakeShareReader : IShareReaderGrain
{
    private readonly List<(string Name, byte[] Bytes, HtmlPlaces? Html)> _files = [];

    public const string ShareId = "0199aaaa-0000-7000-8000-000000000001";

    public Tier Tier { get; set; }

    /// <summary>Makes the share a protected one.</summary>
    public string? PasswordHash { get; set; }

    public ShareGuard? Guard => PasswordHash is null ? null : new(ShareId, "demo", AccountId.User("u1"), PasswordHash, Tier);

    public List<ShareSummary> Shares { get; } = [];

    public int Opens { get; private set; }

    public int ContentReads { get; private set; }

    /// <summary>Refuses content from this read on, counted from 1.</summary>
    public int FailsFromRead { get; set; } = int.MaxValue;

    public void Add(string name, byte[] bytes, HtmlPlaces? html = null) => _files.Add((name, bytes, html));

    /// <summary>Adds an HTML file whose insertion places are given by markers in its text: <c>#</c> head, <c>$</c> body.</summary>
    public string AddHtml(string name, string marked, bool hasBase = false, bool hasWidget = false)
    {
        var text = marked.Replace("#", "", StringComparison.Ordinal).Replace("$", "", StringComparison.Ordinal);
        var head = Encoding.UTF8.GetByteCount(marked.Split('#')[0].Replace("$", "", StringComparison.Ordinal));
        var body = Encoding.UTF8.GetByteCount(marked.Split('$')[0].Replace("#", "", StringComparison.Ordinal));
        Add(name, Encoding.UTF8.GetBytes(text), new HtmlPlaces(head, body, hasBase, hasWidget, MarkupEncoding.Ascii));
        return text;
    }

    public ValueTask<Outcome<ShareList>> ListAsync(AccountId owner, string? after, int maxRows, CancellationToken cancellationToken)
    {
        var start = after is null ? 0 : Shares.FindIndex(share => share.Id == after) + 1;
        var rows = Shares.Skip(start).Take(maxRows).ToArray();
        return new(new ShareList(rows, start + rows.Length < Shares.Count ? rows[^1].Id : null));
    }

    public ValueTask<Outcome<ShareSummary>> FindAsync(AccountId owner, string idOrSlug, CancellationToken cancellationToken)
    {
        var found = Shares.Find(share => share.Id == idOrSlug || share.Slug == idOrSlug);
        return new(found is null ? new Refusal(ErrorCode.NotFound, "Share not found") : found);
    }

    public ValueTask<Outcome<SharedFile>> OpenFileAsync(string slug, string path, CancellationToken cancellationToken)
    {
        Opens++;
        if (slug == "demo" && Guard is not null)
            return new(new Refusal(ErrorCode.AuthRequired, "Password required"));
        return new(Find(slug, path) is { } file ? file : new Refusal(ErrorCode.NotFound, "Not Found"));
    }

    public int GuardReads { get; private set; }

    public int GuardedOpens { get; private set; }

    public bool IsAway { get; set; }

    public ValueTask<Outcome<ShareGuard>> FindGuardAsync(string slug, CancellationToken cancellationToken)
    {
        GuardReads++;
        return new(IsAway ? Refusal.Unavailable : slug == "demo" && Guard is { } guard ? guard : new Refusal(ErrorCode.NotFound, "Not Found"));
    }

    public ValueTask<Outcome<SharedFile>> OpenGuardedFileAsync(string shareId, string path, CancellationToken cancellationToken)
    {
        GuardedOpens++;
        return new(shareId == ShareId && Find("demo", path) is { } file ? file : new Refusal(ErrorCode.NotFound, "Not Found"));
    }

    private SharedFile? Find(string slug, string path)
    {
        var name = path.Length == 0 || path.EndsWith('/') ? path + "index.html" : path;
        var index = slug == "demo" ? IndexOf(name) : -1;
        var folder = slug == "demo" && index < 0 ? IndexOf(name + "/index.html") : -1;
        return index < 0 && folder < 0 ? null : Describe(Math.Max(index, folder), folder >= 0);
    }

    public ValueTask<Outcome<ContentChunk>> ReadContentAsync(long contentId, long offset, int count, CancellationToken cancellationToken)
    {
        Assert.InRange(count, 1, IShareReaderGrain.MaxContentBytes);
        if (++ContentReads >= FailsFromRead)
            return new(Refusal.Unavailable);
        var bytes = _files[(int)contentId].Bytes;
        return new(new ContentChunk(bytes.AsMemory((int)offset, Math.Min(count, bytes.Length - (int)offset))));
    }

    private int IndexOf(string name) => _files.FindIndex(file => file.Name == name);

    private SharedFile Describe(int index, bool isFolder)
    {
        var (name, bytes, html) = _files[index];
        return new SharedFile(ShareId, name, index, Convert.ToHexStringLower(SHA256.HashData(bytes)), bytes.Length, html, Tier, isFolder);
    }
}
