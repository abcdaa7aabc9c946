using Microsoft.AspNetCore.Http;
using Spikes.Gateway.Http;
using Spikes.Gateway.Options;
using Spikes.Grains.Interfaces.Users;

namespace Spikes.Gateway.Shares;

/// <summary>POST /shares.</summary>
internal static class ShareUploadEndpoint
{
    public static async Task<IResult> Upload(HttpContext context, Account account, ShareUploads uploads, PublicUrls urls)
    {
        var (share, error) = await uploads.ReceiveAsync(context, account.Id);
        return share is null ? error! : JsonAnswer.Created(CreatedShare.From(share, urls), ShareJson.Default.CreatedShare);
    }
}
