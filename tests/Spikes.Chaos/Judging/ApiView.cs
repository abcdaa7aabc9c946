using System.Globalization;
using System.Text.Json.Nodes;
using Spikes.Chaos.Posting;

namespace Spikes.Chaos.Judging;

/// <summary>What the program itself says at the end, held against the rows.</summary>
internal sealed class ApiView(SpikesApp app, IReadOnlyList<StoredRow> rows)
{
    private const int RowsPerPage = 500;

    /// <summary>More pages than any run fills.</summary>
    private const int MaxPages = 2000;

    private readonly ILookup<string, string> _ids = rows.ToLookup(row => row.Store, row => row.Id);

    /// <summary>Walks a list from page to page; every row must be in it, once.</summary>
    public async Task<string?> FaultOfListAsync(Store store)
    {
        var listed = new List<string>();
        string? cursor = null;
        for (var page = 0; page < MaxPages; page++)
        {
            var next = cursor is null ? "" : "&cursor=" + cursor;
            var answer = (await app.GetAsync(string.Create(CultureInfo.InvariantCulture, $"/spikes?project={store.Name}&limit={RowsPerPage}{next}"))).Is(200);
            listed.AddRange(answer["data"]!.AsArray().Select(row => row!["id"]!.GetValue<string>()));
            cursor = (string?)answer["next_cursor"];
            if (cursor is null)
                break;
        }

        var stored = _ids[store.Name].ToHashSet();
        return listed.Count == stored.Count && stored.SetEquals(listed)
            ? null
            : $"The list of {store.Name} has {listed.Count} spikes, {stored.Count} are stored, {stored.Except(listed).Count()} of them not listed";
    }

    /// <summary>Sends a spike again, without credential as before; it must be known.</summary>
    public async Task<string?> FaultOfReplayAsync(Post post)
    {
        var body = SpikesApp.Spike(post.Store.Name);
        body["id"] = post.ClientId;
        var answer = await app.PostAsync("/spikes", body);
        return answer.Status == 200 && (string?)answer.Json["id"] == post.RowId
            ? null
            : $"{post.ClientId} of {post.Store.Name} was acknowledged as {post.RowId}; sent again it is answered {answer.Status} {answer.Body}";
    }

    /// <summary>Shares of one owner that an answer counts wrongly.</summary>
    public async Task<IReadOnlyList<string>> MiscountedAsync(string token, IReadOnlyCollection<Store> shares)
    {
        var faults = new List<string>();
        var listed = (await app.GetAsync("/shares", token)).Is(200).AsArray().ToDictionary(Id, share => share!["spike_count"]!.GetValue<long>());
        foreach (var share in shares)
        {
            if (listed.GetValueOrDefault(share.Name, -1) != _ids[share.Name].Count())
                faults.Add($"GET /shares counts {listed.GetValueOrDefault(share.Name, -1)} spikes of {share.Name}, {_ids[share.Name].Count()} are stored");
        }

        var usage = (await app.GetAsync("/usage", token)).Is(200);
        var stored = shares.Sum(share => _ids[share.Name].Count());
        if (usage["spikes"]!.GetValue<long>() != stored)
            faults.Add($"GET /usage counts {usage["spikes"]} spikes, {stored} are stored");
        if (usage["shares"]!.GetValue<long>() != listed.Count)
            faults.Add($"GET /usage counts {usage["shares"]} shares, {listed.Count} are listed");
        return faults;
    }

    private static string Id(JsonNode? share) => share!["id"]!.GetValue<string>();
}
