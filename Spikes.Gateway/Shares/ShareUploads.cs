using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Spikes.Gateway.Hosting;
using Spikes.Gateway.Http;
using Spikes.Gateway.Options;
using Spikes.Gateway.Users;
using Spikes.Grains.Interfaces.Shares;
using Spikes.Grains.Interfaces.Users;

namespace Spikes.Gateway.Shares;

/// <summary>Receives uploads: either a share comes of one, or nothing of it is left.</summary>
internal sealed partial class ShareUploads(
    IGrainFactory grains, IOptions<UploadOptions> limits, PaidExtras extras, TimeProvider clock, ILogger<ShareUploads> logger)
{
    /// <summary>The new share, or the answer that refuses the upload.</summary>
    public async Task<(NewShare? Share, ErrorResult? Error)> ReceiveAsync(HttpContext context, Account account)
    {
        var upload = grains.GetGrain<IUploadGrain>("upload/" + Guid.NewGuid());
        using var staging = new UploadStaging(upload, clock);
        var isDone = false;
        try
        {
            var reader = new UploadReader(staging, limits.Value, extras, account);
            if (await reader.ReadAsync(context.Request, context.RequestAborted) is { } error)
                return (null, error);
            var command = Command(account.Id, reader.Metadata) with { KeyId = context.Credential().Key?.KeyId };
            var equipped = await extras.AddAsync(command, reader.Metadata, context.RequestAborted);
            if (!equipped.IsSuccess(out var asked, out var notEquipped))
                return (null, ErrorResult.From(notEquipped));
            var outcome = await LongCall.WhileAtWorkAsync(
                upload.CompleteAsync(asked.Command, CancellationToken.None), upload.IsAtWorkAsync, clock);
            isDone = outcome.IsSuccess(out var share, out var refusal);
            return isDone ? (new NewShare(share!, asked.WebhookSecret), null) : (null, ErrorResult.From(refusal!));
        }
        finally
        {
            if (staging.HasStaged && !isDone)
                await AbortAsync(upload);
        }
    }

    private static CreateShare Command(AccountId owner, ShareMetadata metadata)
    {
        var wish = Slugs.Wish(metadata.Slug, metadata.Name);
        return new CreateShare(owner, wish.Text, wish.AlwaysSuffix, string.IsNullOrEmpty(metadata.Title) ? null : metadata.Title);
    }

    private async Task AbortAsync(IUploadGrain upload)
    {
        try
        {
            // Not the request's token: the client may be gone, and that is when this matters.
            await upload.AbortAsync(CancellationToken.None);
        }
        catch (Exception fault) when (fault is TimeoutException or OrleansException)
        {
            LogAbortFailed(fault);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "A refused upload could not be dropped; the storage sweeps it later")]
    private partial void LogAbortFailed(Exception fault);
}

/// <summary>A share that was made.</summary>
/// <param name="Share">The share.</param>
/// <param name="WebhookSecret">What signs the calls of its webhook, shown this once; null without one.</param>
internal sealed record NewShare(ShareSummary Share, string? WebhookSecret)
{
    /// <summary>Without the secret.</summary>
    public override string ToString() => Share.ToString();
}
