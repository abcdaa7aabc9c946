using Spikes.Gateway.Http;

namespace Spikes.Gateway.Shares;

/// <summary>The part <c>metadata</c> of an upload (contract section 5.1).</summary>
internal sealed record ShareMetadata(string? Slug, string? Name, string? Title)
{
    /// <summary>The most bytes of the part.</summary>
    public const int MaxBytes = 64 * 1024;

    public static readonly ShareMetadata None = new(null, null, null);

    private const int MaxTextLength = 200;
    private const int MaxPasswordLength = 256;
    private const int MaxUrlLength = 2048;

    /// <summary>Reads the JSON and reports what is wrong with it; the bytes are changed.</summary>
    public static ShareMetadata Read(Memory<byte> json, UploadFaults faults)
    {
        if (JsonBody.ParseObject(json) is not { } members)
        {
            faults.Report(UploadCheck.MetadataJson, new ErrorResult(ErrorCode.InvalidJson, "The metadata is not a JSON object"));
            return None;
        }

        var reader = new FieldReader(members);
        var metadata = new ShareMetadata(
            reader.Text("slug", MaxTextLength), reader.Text("name", MaxTextLength), reader.Text("title", MaxTextLength));
        var password = reader.Text("password", MaxPasswordLength, min: 1);
        var webhook = reader.Text("webhook_url", MaxUrlLength);
        if (webhook is not null && !WebhookUrl.IsAcceptable(webhook))
            reader.Fault("webhook_url", "Must be an https URL of a public host, without user info and fragment");
        if (reader.Faults.Count > 0)
            faults.Report(UploadCheck.MetadataMember, ErrorResult.Invalid(reader.Faults));
        // No tier has either yet; when they come, the account's tier decides here.
        if (password is not null || webhook is not null)
            faults.Report(UploadCheck.PaidFeature, new ErrorResult(ErrorCode.UpgradeRequired, "Passwords and webhooks need a paid plan"));
        return metadata;
    }
}
