using System.Text.Json.Serialization;
using Spikes.Gateway.Http;
using Spikes.Gateway.Options;
using Spikes.Grains.Interfaces.Shares;

namespace Spikes.Gateway.Shares;

/// <summary>The answer to an upload.</summary>
internal sealed record CreatedShare(
    [property: JsonPropertyName("ok")] bool Ok,
    [property: JsonPropertyName("url")] string Url,
    [property: JsonPropertyName("share_id")] string ShareId,
    [property: JsonPropertyName("slug")] string Slug)
{
    /// <summary>Only with a webhook, and only here.</summary>
    [JsonPropertyName("webhook_secret"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? WebhookSecret { get; init; }

    public static CreatedShare From(NewShare made, PublicUrls urls) =>
        new(true, urls.OfShare(made.Share.Slug), made.Share.Id, made.Share.Slug) { WebhookSecret = made.WebhookSecret };

    /// <summary>Without the secret.</summary>
    public override string ToString() => ShareId;
}

/// <summary>A share as its owner sees it.</summary>
internal sealed record ShareRow(
    [property: JsonPropertyName("id")] string Id,
    [property: JsonPropertyName("slug")] string Slug,
    [property: JsonPropertyName("url")] string Url,
    [property: JsonPropertyName("spike_count")] long SpikeCount,
    [property: JsonPropertyName("created_at")] string CreatedAt)
{
    public static ShareRow From(ShareSummary share, PublicUrls urls) => new(
        share.Id,
        share.Slug,
        urls.OfShare(share.Slug),
        share.SpikeCount,
        Instants.Text(share.CreatedAt));
}

/// <summary>Addresses of shares.</summary>
internal static class ShareUrls
{
    public static string OfShare(this PublicUrls urls, string slug) => $"{urls.Content}/s/{slug}";
}

/// <summary>Source-generated JSON of the share endpoints.</summary>
[JsonSerializable(typeof(CreatedShare))]
[JsonSerializable(typeof(ShareRow))]
[JsonSerializable(typeof(IReadOnlyList<ShareRow>))]
internal sealed partial class ShareJson : JsonSerializerContext;
