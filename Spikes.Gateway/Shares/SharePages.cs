using Microsoft.AspNetCore.Http;
using Spikes.Gateway.Http;
using Spikes.Gateway.Options;
using Spikes.Gateway.Shares.Passwords;
using Spikes.Grains.Interfaces.Outcomes;
using Spikes.Grains.Interfaces.Projects;
using Spikes.Grains.Interfaces.Shares;
using Spikes.Grains.Interfaces.Spikes;

namespace Spikes.Gateway.Shares;

/// <summary>Serves everything under <c>/s/</c> (contract section 5.5).</summary>
internal sealed class SharePages(
    IGrainFactory grains, OpenedFiles files, PublicUrls urls, ShareMarkup markup, ShareFileSender sender, ProtectedShares protectedShares)
{
    private const string AllowedMethods = "GET, HEAD, OPTIONS";
    private const string AllowedMethodsOfProtected = "GET, HEAD, POST, OPTIONS";

    /// <summary>Answers a request whose path, as it was sent, begins with <see cref="SharePath.Prefix"/> once it is decoded.</summary>
    public async Task HandleAsync(HttpContext context, string rawPath)
    {
        ShareHeaders.Attach(context, urls);
        if (SharePath.Parse(rawPath) is not { } path)
        {
            await ErrorResult.NotFound().ExecuteAsync(context);
            return;
        }

        if (!IsRead(context.Request.Method))
        {
            await AnswerOtherMethodAsync(context, rawPath, path);
            return;
        }

        if (protectedShares.Knows(path.Slug) && await protectedShares.TryHandleAsync(context, rawPath, path))
            return;
        var opened = await files.OpenAsync(path.Slug, path.File, context.RequestAborted);
        if (opened.IsSuccess(out var file, out var refusal))
            await SendAsync(context, rawPath, file, path);
        else if (refusal.Code == ErrorCode.AuthRequired)
            await AnswerProtectedAsync(context, rawPath, path);
        else
            await RefuseAsync(context, refusal);
    }

    private static bool IsRead(string method) => HttpMethods.IsGet(method) || HttpMethods.IsHead(method);

    private async Task AnswerProtectedAsync(HttpContext context, string rawPath, SharePath path)
    {
        // It may be gone by now.
        if (!await protectedShares.TryHandleAsync(context, rawPath, path))
            await ErrorResult.NotFound().ExecuteAsync(context);
    }

    private Task SendAsync(HttpContext context, string rawPath, SharedFile file, SharePath path)
    {
        if (!file.IsFolder)
            return sender.SendAsync(context, file, markup.For(file, path.IsBare ? SharePath.Below(path.Slug) : null));
        ShareRedirects.ToFolder(context, rawPath);
        return Task.CompletedTask;
    }

    /// <summary>The form of a protected share, else 405 wherever the share exists, whatever the path inside it.</summary>
    private async Task AnswerOtherMethodAsync(HttpContext context, string rawPath, SharePath path)
    {
        var reader = grains.GetGrain<ISpikeReaderGrain>(ISpikeReaderGrain.Key);
        var resolved = await reader.ResolveStoreAsync(path.Slug, context.RequestAborted);
        if (!resolved.IsSuccess(out var name, out var refusal))
        {
            await RefuseAsync(context, refusal);
            return;
        }

        var isById = name.Store.Id.Equals(path.Slug, StringComparison.OrdinalIgnoreCase);
        if (isById || name is not { Deleted: false, Store.Kind: StoreKind.Share })
            await ErrorResult.NotFound().ExecuteAsync(context);
        else if (name.Guard is not null && HttpMethods.IsPost(context.Request.Method))
            await AnswerProtectedAsync(context, rawPath, path);
        else
            await RefuseMethodAsync(context, name.Guard is not null);
    }

    private static Task RefuseAsync(HttpContext context, Refusal refusal)
    {
        // In an outage nobody knows whether the share is protected.
        ShareHeaders.Protect(context, refusal.Code == ErrorCode.Unavailable);
        return ErrorResult.From(refusal).ExecuteAsync(context);
    }

    private static Task RefuseMethodAsync(HttpContext context, bool isProtected)
    {
        ShareHeaders.Protect(context, isProtected);
        context.Response.Headers.Allow = isProtected ? AllowedMethodsOfProtected : AllowedMethods;
        return new ErrorResult(ErrorCode.MethodNotAllowed, "Method Not Allowed").ExecuteAsync(context);
    }
}
