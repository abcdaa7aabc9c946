using System.Security.Cryptography;
using System.Text;
using Spikes.Grains.Interfaces.Outcomes;
using Spikes.Grains.Interfaces.Projects;
using Spikes.Grains.Interfaces.Shares;
using Spikes.Grains.Interfaces.Spikes;
using Spikes.Grains.Interfaces.Users;
using Spikes.Grains.Storage;

namespace Spikes.Silo.Tests.Storage;

/// <summary>What the storage tests say often.</summary>
internal static class StorageSamples
{
    public static readonly AccountId Alice = AccountId.User("0198c000-0000-7000-8000-00000000000a");
    public static readonly AccountId Bob = AccountId.User("0198c000-0000-7000-8000-00000000000b");

    public static readonly SpikeDraft Draft = new()
    {
        Type = "page",
        ProjectKey = "my-project",
        Page = "Home",
        Reviewer = new Reviewer("anon", "Anonymous", null),
    };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static T Value<T>(this Outcome<T> outcome)
        where T : class
    {
        Assert.Null(outcome.Refusal);
        return Assert.IsType<T>(outcome.Value, exactMatch: false);
    }

    public static ErrorCode? Code<T>(this Outcome<T> outcome)
        where T : class
        => outcome.Refusal?.Code;

    public static Task<SubmitResult> SubmitAsync(
        this ISpikeStore store,
        StoreKey key,
        Caller? caller = null,
        string? clientId = null,
        SpikeDraft? draft = null,
        string? origin = null) => store.SubmitAsync(
            key,
            new SubmitSpike(caller ?? Caller.Anonymous, clientId, draft ?? Draft, Guid.NewGuid().ToString()) { Origin = origin },
            Token).AsTask();

    /// <summary>Submits a spike that must be stored, and gives its id.</summary>
    public static async Task<string> StoreAsync(
        this ISpikeStore store, StoreKey key, Caller? caller = null, string? clientId = null, SpikeDraft? draft = null) =>
        (await store.SubmitAsync(key, caller, clientId, draft)).Outcome.Value().Id;

    public static async Task<List<SpikeRow>> PageAsync(
        this ISpikeStore store,
        Caller caller,
        StoreKey? key = null,
        SpikeFilter? filter = null,
        SpikeCursor? after = null,
        int maxRows = 1000,
        bool isExport = false)
    {
        var rows = new List<SpikeRow>();
        var query = new SpikeQuery(caller, key, filter ?? SpikeFilter.None, after, maxRows, int.MaxValue) { IsExport = isExport };
        var read = await store.ReadPageAsync(query, Take, Token);
        read.Value();
        return rows;

        bool Take(SpikeRow row)
        {
            rows.Add(row);
            return true;
        }
    }

    /// <summary>How many shares an owner has and how many spikes they hold.</summary>
    public static async Task<Outcome<ShareTotals>> CountAsync(this IAccountStore store, AccountId owner, CancellationToken cancellationToken) =>
        (await store.MeasureAsync(owner, keyId: null, cancellationToken)).Value().Totals;

    /// <summary>Asks for a project with an id of its own.</summary>
    public static Task<Outcome<ProjectRow>> RegisterAsync(
        this StorageHarness storage, AccountId owner, string key, params string[] origins) =>
        storage.Projects.RegisterAsync(NewProject(owner, key, storage.Time.GetUtcNow(), origins), Token);

    /// <summary>Registers a key that must be free, and gives its store.</summary>
    public static async Task<StoreKey> NewProjectAsync(this StorageHarness storage, AccountId owner, string key, params string[] origins) =>
        StoreKey.Project((await storage.RegisterAsync(owner, key, origins)).Value().Project.Id);

    public static ProjectRow NewProject(AccountId owner, string key, DateTimeOffset now, params string[] origins) =>
        new(new Project(Guid.CreateVersion7(now).ToString(), key, origins, now), owner);

    public static Task<Outcome<ShareSummary>> PublishAsync(
        this IShareStore store, AccountId owner, string slug, string uploadId, IReadOnlyList<StagedFile> files, int? maxShares = null) =>
        store.PublishAsync(new CreateShare(owner, slug, false, null), uploadId, files, maxShares, Token);

    /// <summary>Uploads files and makes a share of them.</summary>
    public static async Task<ShareSummary> UploadAsync(
        this IShareStore store, AccountId owner, string slug, params (string Name, string Text)[] files)
    {
        var uploadId = Guid.NewGuid().ToString();
        return (await store.PublishAsync(owner, slug, uploadId, await store.StageAsync(uploadId, files))).Value();
    }

    /// <summary>Stages files and gives what publishes them.</summary>
    public static async Task<IReadOnlyList<StagedFile>> StageAsync(
        this IShareStore store, string uploadId, params (string Name, string Text)[] files)
    {
        var pieces = files.Select((file, number) => new StagedPiece(number, Encoding.UTF8.GetBytes(file.Text))).ToList();
        (await store.StageAsync(uploadId, pieces, Token)).Value();
        return [.. files.Select((file, number) => Staged(number, file.Name, Encoding.UTF8.GetBytes(file.Text)))];
    }

    public static StagedFile Staged(int file, string name, byte[] bytes, HtmlPlaces? html = null) =>
        new(file, name, Convert.ToHexStringLower(SHA256.HashData(bytes)), bytes.Length, html);

    public static async Task<string> ReadTextAsync(this IShareStore store, string slug, string path)
    {
        var file = (await store.OpenFileAsync(slug, path, Token)).Value();
        return Encoding.UTF8.GetString((await store.ReadContentAsync(file.ContentId, 0, int.MaxValue, Token)).Value().Bytes.Span);
    }

    /// <summary>Purges until nothing is left and gives the number of steps.</summary>
    public static async Task<int> PurgeAllAsync(this IShareStore store, string shareId)
    {
        for (var steps = 1; ; steps++)
        {
            if ((await store.PurgeAsync(shareId, Token)).Value().IsComplete) return steps;
        }
    }
}
