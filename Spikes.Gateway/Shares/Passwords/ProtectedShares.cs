using Microsoft.AspNetCore.Http;
using Spikes.Gateway.Http;
using Spikes.Grains.Interfaces.Shares;

namespace Spikes.Gateway.Shares.Passwords;

/// <summary>
/// Serves protected shares (contract section 5.6). Each request asks the rows anew: a share is locked in the moment in which its owner is
/// free, and while storage is away nothing of it is served.
/// </summary>
internal sealed class ProtectedShares(
    IGrainFactory grains, PasswordGate gate, ShareMarkup markup, ShareFileSender sender, TimeProvider clock)
{
    /// <summary>Answers a request for a share that was protected a moment ago.</summary>
    /// <param name="context">GET, HEAD or POST.</param>
    /// <param name="rawPath">The path as it was sent.</param>
    /// <param name="path">What it asks for.</param>
    public async Task HandleAsync(HttpContext context, string rawPath, SharePath path)
    {
        ShareHeaders.Protect(context);
        var (pass, inside) = path.SplitPass();
        var reader = grains.GetGrain<IShareReaderGrain>(IShareReaderGrain.Key);
        var opened = await reader.OpenGuardedFileAsync(path.Slug, inside.File, context.RequestAborted);
        if (!opened.IsSuccess(out var found, out var refusal))
            await ErrorResult.From(refusal).ExecuteAsync(context);
        else if (pass is not null && !found.Guard.IsLocked && SharePass.IsValid(found.Guard, pass, clock.GetUtcNow()))
            await AnswerPassAsync(context, rawPath, found.File, inside.IsBare ? SharePath.Below(path.Slug, pass) : null);
        else
            await AnswerPasswordAsync(context, rawPath, found, inside);
    }

    private Task AnswerPassAsync(HttpContext context, string rawPath, SharedFile? file, string? baseHref)
    {
        if (!HttpMethods.IsPost(context.Request.Method))
            return SendAsync(context, rawPath, file, baseHref);
        // The form was sent again, or late: it is open already.
        ShareRedirects.SeeOther(context.Response, rawPath);
        return Task.CompletedTask;
    }

    private async Task AnswerPasswordAsync(HttpContext context, string rawPath, GuardedFile found, SharePath inside)
    {
        var guard = found.Guard;
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
            await SendAsync(context, rawPath, found.File, found.File is { } file ? below + SharePath.Escape(FolderOf(file.Name)) : null);
    }

    private Task SendAsync(HttpContext context, string rawPath, SharedFile? file, string? baseHref)
    {
        if (file is null)
            return ErrorResult.NotFound().ExecuteAsync(context);
        if (!file.IsFolder)
            return sender.SendAsync(context, file, markup.For(file, baseHref));
        ShareRedirects.ToFolder(context, rawPath);
        return Task.CompletedTask;
    }

    private static string FolderOf(string name) => name[..(name.LastIndexOf('/') + 1)];
}
