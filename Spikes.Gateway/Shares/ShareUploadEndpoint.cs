using Microsoft.AspNetCore.Http;
using Spikes.Gateway.Http;
using Spikes.Gateway.Options;
using Spikes.Gateway.Users;

namespace Spikes.Gateway.Shares;

/// <summary>POST /shares.</summary>
internal static class ShareUploadEndpoint
{
    public static async Task<IResult> Upload(HttpContext context, ShareUploads uploads, PublicUrls urls)
    {
        var (share, error) = await uploads.ReceiveAsync(context, context.Account());
        return share is null ? error! : JsonAnswer.Created(CreatedShare.From(share, urls), ShareJson.Default.CreatedShare);
    }
}
