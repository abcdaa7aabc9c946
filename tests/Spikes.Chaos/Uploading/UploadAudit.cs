using System.Net;
using Spikes.Chaos.Judging;

namespace Spikes.Chaos.Uploading;

/// <summary>Reads back what was uploaded: a share is whole or not there.</summary>
internal sealed class UploadAudit(SpikesApp app, StoredRows stored, string token)
{
    /// <summary>What is wrong, a line each.</summary>
    public async Task<IReadOnlyList<string>> FaultsAsync(IReadOnlyCollection<(UploadPlan Plan, bool IsAcknowledged)> uploads)
    {
        var listed = (await app.GetAsync("/shares", token)).Is(200).AsArray()
            .ToDictionary(share => share!["slug"]!.GetValue<string>(), share => share!["id"]!.GetValue<string>());
        var faults = new List<string>();
        foreach (var (plan, isAcknowledged) in uploads)
            faults.AddRange(await FaultsOfAsync(plan, isAcknowledged, listed.Remove(plan.Slug, out var id) ? id : null));
        faults.AddRange(listed.Keys.Select(slug => $"{slug} is listed and was never uploaded"));
        faults.AddRange(await CountsAsync());
        return faults;
    }

    private async Task<IReadOnlyList<string>> CountsAsync()
    {
        var ids = (await app.GetAsync("/shares", token)).Is(200).AsArray().Select(share => share!["id"]!.GetValue<string>()).ToList();
        var told = (await app.GetAsync("/usage", token)).Is(200)["shares"]!.GetValue<long>();
        var charged = ids.Count == 0 ? 0 : await stored.ReadShareCountAsync(ids[0]);
        return told == ids.Count && charged == ids.Count ? [] : [$"{ids.Count} shares are listed, GET /usage counts {told}, the account {charged}"];
    }

    private async Task<IReadOnlyList<string>> FaultsOfAsync(UploadPlan plan, bool isAcknowledged, string? id)
    {
        if (id is null)
        {
            if (isAcknowledged)
                return [$"{plan.Slug} was acknowledged and is not listed"];
            var status = (await app.GetAsync($"/s/{plan.Slug}/")).Status;
            return status == 404 ? [] : [$"{plan.Slug} is not listed and its page is answered {status}"];
        }

        var faults = new List<string>();
        using var http = new HttpClient { BaseAddress = app.Address };
        foreach (var (name, bytes) in plan.Files)
        {
            using var answer = await http.GetAsync(new Uri($"/s/{plan.Slug}/{name}", UriKind.Relative));
            var isWhole = answer.StatusCode == HttpStatusCode.OK && (name == UploadPlan.PageName || (await answer.Content.ReadAsByteArrayAsync()).AsSpan().SequenceEqual(bytes));
            if (!isWhole)
                faults.Add($"{plan.Slug}/{name} is answered {(int)answer.StatusCode} or with other bytes than were uploaded");
        }

        return faults;
    }
}
