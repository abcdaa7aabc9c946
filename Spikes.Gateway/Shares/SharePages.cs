using Microsoft.AspNetCore.Http;
using Spikes.Gateway.Http;
using Spikes.Gateway.Options;
using Spikes.Grains.Interfaces.Projects;
using Spikes.Grains.Interfaces.Spikes;

namespace Spikes.Gateway.Shares;

/// <summary>Serves everything under <c>/s/</c> (contract section 5.5).</summary>
internal sealed class SharePages(IGrainFactory grains, OpenedFiles files, PublicUrls urls, ShareMarkup markup, ShareFileSender sender)
{
    private const string AllowedMethods = "GET, HEAD, OPTIONS";

    /// <summary>Answers a request whose path, as it was sent, begins with <see cref="SharePath.Prefix"/> once it is decoded.</summary>
    public async Task HandleAsync(HttpContext context, string rawPath)
    {
        ShareHeaders.Attach(context.Response, urls);
        if (SharePath.Parse(rawPath) is not { } path)
        {
            await ErrorResult.NotFound().ExecuteAsync(context);
            return;
        }

        if (!IsRead(context.Request.Method))
        {
            await RefuseMethodAsync(context, path.Slug);
            return;
        }

        var opened = await files.OpenAsync(path.Slug, path.File, context.RequestAborted);
        if (!opened.IsSuccess(out var file, out var refusal))
            await ErrorResult.From(refusal).ExecuteAsync(context);
        else if (file.IsFolder)
            Redirect(context, rawPath);
        else
            await sender.SendAsync(context, file, markup.For(file, path));
    }

    private static bool IsRead(string method) => HttpMethods.IsGet(method) || HttpMethods.IsHead(method);

    /// <summary>405 wherever the share exists, whatever the path inside it.</summary>
    private async Task RefuseMethodAsync(HttpContext context, string slug)
    {
        var reader = grains.GetGrain<ISpikeReaderGrain>(ISpikeReaderGrain.Key);
        var resolved = await reader.ResolveStoreAsync(slug, context.RequestAborted);
        if (!resolved.IsSuccess(out var name, out var refusal))
        {
            await ErrorResult.From(refusal).ExecuteAsync(context);
            return;
        }

        var isShare = name is { Deleted: false, Store.Kind: StoreKind.Share } && name.Store.Id != slug;
        if (isShare)
            context.Response.Headers.Allow = AllowedMethods;
        var answer = isShare ? new ErrorResult(ErrorCode.MethodNotAllowed, "Method Not Allowed") : ErrorResult.NotFound();
        await answer.ExecuteAsync(context);
    }

    /// <summary>The path as it was sent, with its single leading slash: whatever it holds, it names this host.</summary>
    private static void Redirect(HttpContext context, string rawPath)
    {
        var response = context.Response;
        response.StatusCode = StatusCodes.Status308PermanentRedirect;
        response.ContentLength = 0;
        response.Headers.Location = rawPath + "/" + context.Request.QueryString.Value;
        response.Headers.CacheControl = ShareHeaders.ShortCache;
    }
}
