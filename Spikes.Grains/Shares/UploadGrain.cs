using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Spikes.Grains.Interfaces.Outcomes;
using Spikes.Grains.Interfaces.Shares;
using Spikes.Grains.Interfaces.Users;
using Spikes.Grains.Projects;
using Spikes.Grains.Shares.Html;
using Spikes.Grains.Storage;
using Spikes.Grains.Users;

namespace Spikes.Grains.Shares;

[GrainType("upload")]
internal sealed class UploadGrain(
    IShareStore shares, IOptions<UploadLimits> limits, IOptions<TierOptions> tiers, ILogger<UploadGrain> logger)
    : Grain, IUploadGrain, IDisposable
{
    private static readonly Refusal Closed = new(ErrorCode.Unavailable, "The upload was interrupted; send it again");

    /// <summary>Null once the upload is closed: a share has many names, and the grain stays for a while.</summary>
    private Upload? _upload = new(limits.Value);

    /// <summary>True while staged bytes may be left that nobody will publish.</summary>
    private bool _mustDiscard;

    private readonly Work _work = new();

    private string Id => KeyText.IdOf(this.GetPrimaryKeyString());

    public Task<Outcome<Done>> AppendAsync(UploadPieces pieces, CancellationToken cancellationToken) => _work.DoAsync(() => AppendAsync(pieces));

    public Task<Outcome<ShareSummary>> CompleteAsync(CreateShare command, CancellationToken cancellationToken) =>
        _work.DoAsync(() => CompleteAsync(command));

    public ValueTask<bool> IsAtWorkAsync() => ValueTask.FromResult(_work.IsUnderWay);

    public Task AbortAsync(CancellationToken cancellationToken) =>
        _upload is null && !_mustDiscard ? Task.CompletedTask : CloseAsync(Closed);

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken) =>
        AbortAsync(cancellationToken);

    public void Dispose() => Forget();

    private async Task<Outcome<Done>> AppendAsync(UploadPieces pieces)
    {
        if (_upload is not { } upload) return Closed;
        if (upload.WhyNot(pieces) is { } refused) return await CloseAsync(refused);

        var before = upload.Files.Count;
        var staged = await shares.StageAsync(Id, upload.Accept(pieces), CancellationToken.None);
        if (!staged.IsSuccess(out _, out var notStaged)) return await CloseAsync(notStaged);

        for (var file = before; file < upload.Files.Count; file++)
        {
            if (await PrepareHtmlAsync(upload, file) is { } unreadable) return await CloseAsync(unreadable);
        }

        return Done.Value;
    }

    private async Task<Outcome<ShareSummary>> CompleteAsync(CreateShare command)
    {
        if (_upload is not { } upload) return Closed;
        if (upload.WhyNotComplete() is { } refused) return await CloseAsync(refused);

        var published = await shares.PublishAsync(command, Id, upload.Files, tiers.Value.FreeShares, CancellationToken.None);
        if (!published.IsSuccess(out var share, out var notPublished)) return await CloseAsync(notPublished);

        Forget();
        await StoreNames.RefreshAsync(GrainFactory, logger, share.Slug);
        return share;
    }

    /// <summary>Finds where markup goes into an HTML file, by reading its staged bytes back: they were not kept here.</summary>
    private async ValueTask<Refusal?> PrepareHtmlAsync(Upload upload, int file)
    {
        var staged = upload.Files[file];
        if (!HtmlNames.IsHtml(staged.Name)) return null;

        Refusal? unreadable = null;
        var places = await HtmlPlaceFinder.FindAsync(staged.Length, ReadAsync);
        if (unreadable is null) upload.SetHtml(file, places);
        return unreadable;

        async ValueTask<ReadOnlyMemory<byte>> ReadAsync(long offset, int count)
        {
            var read = await shares.ReadStagedAsync(Id, file, offset, count, CancellationToken.None);
            if (read.IsSuccess(out var chunk, out var refusal)) return chunk.Bytes;

            unreadable = refusal;
            return ReadOnlyMemory<byte>.Empty;
        }
    }

    /// <summary>Ends the upload: after a refusal nothing of it is left.</summary>
    private async Task<Refusal> CloseAsync(Refusal refusal)
    {
        Forget();
        // What refused the upload may refuse this too, a full disk for one: then it is tried again when the grain leaves.
        var discarded = await shares.DiscardAsync(Id, CancellationToken.None);
        _mustDiscard = !discarded.IsSuccess(out _, out _);
        return refusal;
    }

    private void Forget()
    {
        _upload?.Dispose();
        _upload = null;
    }
}
