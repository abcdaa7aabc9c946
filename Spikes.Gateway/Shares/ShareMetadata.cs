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

    /// <summary>What opens the share, or null for everybody.</summary>
    public string? Password { get; init; }

    /// <summary>Where its spikes are told of, or null.</summary>
    public string? WebhookUrl { get; init; }

    /// <summary>Whether it asks for what only paid plans have.</summary>
    public bool IsPaid => Password is not null || WebhookUrl is not null;

    /// <summary>Reads the JSON and reports what is wrong with it; the bytes are changed.</summary>
    public static async ValueTask<ShareMetadata> ReadAsync(
        Memory<byte> json, UploadFaults faults, WebhookTargets webhooks, CancellationToken cancellationToken)
    {
        if (JsonBody.ParseObject(json) is not { } members)
        {
            faults.Report(UploadCheck.MetadataJson, new ErrorResult(ErrorCode.InvalidJson, "The metadata is not a JSON object"));
            return None;
        }

        var reader = new FieldReader(members);
        var metadata = new ShareMetadata(
            reader.Text("slug", MaxTextLength), reader.Text("name", MaxTextLength), reader.Text("title", MaxTextLength))
        {
            Password = reader.Text("password", MaxPasswordLength, min: 1),
            WebhookUrl = reader.Text("webhook_url", MaxUrlLength),
        };
        if (metadata.WebhookUrl is { } url && !await webhooks.IsAcceptableAsync(url, cancellationToken))
            reader.Fault("webhook_url", "Must be an https URL of a public host, without user info and fragment");
        if (reader.Faults.Count > 0)
            faults.Report(UploadCheck.MetadataMember, ErrorResult.Invalid(reader.Faults));
        return metadata;
    }

    /// <summary>Without the password.</summary>
    public override string ToString() => $"{Slug}, {Name}, {Title}";
}
