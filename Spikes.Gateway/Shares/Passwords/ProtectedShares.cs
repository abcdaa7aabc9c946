using Microsoft.AspNetCore.Http;
using Spikes.Gateway.Http;
using Spikes.Grains.Interfaces.Shares;

namespace Spikes.Gateway.Shares.Passwords;

/// <summary>
/// Serves protected shares (contract section 5.6). Each request asks the rows anew: a share is locked in the moment in which its owner is
/// free, and while storage is away nothing of it is served. Its files are looked for only once the request may have them, so that a wrong
/// guess costs one read.
/// </summary>
internal sealed class ProtectedShares(
    IGrainFactory grains, PasswordGate gate, ShareMarkup markup, ShareFileSender sender, TimeProvider clock)
{
    /// <summary>The most slugs remembered; over it all are forgotten.</summary>
    private const int MaxKnown = 10_000;

    // Only where to ask first: the rows say what the share is now.
    private readonly BoundedMemory<string, object> _known = new(MaxKnown);

    /// <summary>Whether the slug meant a protected share when it was asked for last.</summary>
    public bool Knows(string slug) => _known.Find(slug) is not null;

    /// <summary>Answers a request, unless no protected share has the slug.</summary>
    /// <param name="context">GET, HEAD or POST.</param>
    /// <param name="rawPath">The path as it was sent.</param>
    /// <param name="path">What it asks for.</param>
    public async Task<bool> TryHandleAsync(HttpContext context, string rawPath, SharePath path)
    {
        ShareHeaders.Protect(context, true);
        var reader = grains.GetGrain<IShareReaderGrain>(IShareReaderGrain.Key);
        var found = await reader.FindGuardAsync(path.Slug, context.RequestAborted);
        if (found.IsSuccess(out var guard, out var refusal))
        {
            _known.Set(path.Slug, this);
            await AnswerAsync(context, rawPath, guard, path);
            return true;
        }

        if (refusal.Code == ErrorCode.NotFound)
        {
            ShareHeaders.Protect(context, false);
            _known.Forget(path.Slug, this);
            return false;
        }

        await ErrorResult.From(refusal).ExecuteAsync(context);
        return true;
    }

    private Task AnswerAsync(HttpContext context, string rawPath, ShareGuard guard, SharePath path)
    {
        var (pass, inside) = path.SplitPass();
        if (pass is null || guard.IsLocked || !SharePass.IsValid(guard, pass, clock.GetUtcNow()))
            return AnswerPasswordAsync(context, rawPath, guard, inside);
        if (!HttpMethods.IsPost(context.Request.Method))
            return SendAsync(context, rawPath, guard, inside, _ => inside.IsBare ? SharePath.Below(guard.Slug, pass) : null);
        // The form was sent again, or late: it is open already.
        ShareRedirects.SeeOther(context.Response, rawPath);
        return Task.CompletedTask;
    }

    private async Task AnswerPasswordAsync(HttpContext context, string rawPath, ShareGuard guard, SharePath inside)
    {
        var isForm = HttpMethods.IsPost(context.Request.Method);
        var (password, unread) = isForm && !guard.IsLocked
            ? await PasswordForm.ReadAsync(context)
            : (PasswordGate.Read(context.Request.Query.Last(PasswordGate.Parameter)), null);
        if ((unread ?? await gate.RefuseAsync(context, guard, password)) is { } refused)
        {
            await PasswordPages.Answer(context.Request, refused, rawPath).ExecuteAsync(context);
            return;
        }

        var below = SharePath.Below(guard.Slug, SharePass.Issue(guard, clock.GetUtcNow()));
        if (isForm)
            ShareRedirects.SeeOther(context.Response, below + SharePath.Escape(inside.File));
        else
            await SendAsync(context, rawPath, guard, inside, file => below + SharePath.Escape(FolderOf(file.Name)));
    }

    private async Task SendAsync(HttpContext context, string rawPath, ShareGuard guard, SharePath inside, Func<SharedFile, string?> baseHref)
    {
        var reader = grains.GetGrain<IShareReaderGrain>(IShareReaderGrain.Key);
        var opened = await reader.OpenGuardedFileAsync(guard.ShareId, inside.File, context.RequestAborted);
        if (!opened.IsSuccess(out var file, out var refusal))
            await ErrorResult.From(refusal).ExecuteAsync(context);
        else if (file.IsFolder)
            ShareRedirects.ToFolder(context, rawPath);
        else
            await sender.SendAsync(context, file, markup.For(file, baseHref(file)));
    }

    private static string FolderOf(string name) => name[..(name.LastIndexOf('/') + 1)];
}
