using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Spikes.Gateway.Http;
using Spikes.Gateway.Options;
using Spikes.Grains.Interfaces.Outcomes;
using Spikes.Grains.Interfaces.Projects;
using Spikes.Grains.Interfaces.Shares;
using Spikes.Grains.Interfaces.Spikes;
using Spikes.Grains.Interfaces.Users;

namespace Spikes.Gateway.Shares;

/// <summary>An owner's own shares: list, one with its spikes, delete.</summary>
internal static class ShareEndpoints
{
    /// <summary>The most bytes of one share with its spikes (contract section 2.3).</summary>
    private const long MaxShareBytes = 9 * 1024 * 1024;

    public static async Task<IResult> List(HttpContext context, Account account, IGrainFactory grains, PublicUrls urls)
    {
        var reader = grains.GetGrain<IShareReaderGrain>(IShareReaderGrain.Key);
        var (rows, error) = await ShareListing.ReadAsync(reader, account.Id, urls, context.RequestAborted);
        return rows is null ? error! : JsonAnswer.Ok(rows, ShareJson.Default.IReadOnlyListShareRow);
    }

    public static async Task<IResult> Get(HttpContext context, Account account, IGrainFactory grains, PublicUrls urls)
    {
        var found = await FindAsync(context, account, grains);
        if (!found.IsSuccess(out var share, out var refusal))
            return ErrorResult.From(refusal);
        return new SpikeExport(Spikes(grains), account.Id, share.Id)
        {
            Opening = SpikeExport.After(ShareRow.From(share, urls)),
            MaxBytes = MaxShareBytes,
        };
    }

    public static async Task<IResult> Delete(HttpContext context, Account account, IGrainFactory grains, ILogger<ShareRemoval> logger)
    {
        var found = await FindAsync(context, account, grains);
        if (!found.IsSuccess(out var share, out var refusal))
            return ErrorResult.From(refusal);
        var grain = grains.GetGrain<IShareGrain>(StoreKey.Share(share.Id).ToString());
        var deleted = await grain.DeleteAsync(account.Id, CancellationToken.None);
        if (!deleted.IsSuccess(out _, out refusal))
            return ErrorResult.From(refusal);
        return new ShareRemoval(grain, new SpikeExport(Spikes(grains), account.Id, share.Id), logger);
    }

    private static ISpikeReaderGrain Spikes(IGrainFactory grains) => grains.GetGrain<ISpikeReaderGrain>(ISpikeReaderGrain.Key);

    private static ValueTask<Outcome<ShareSummary>> FindAsync(HttpContext context, Account account, IGrainFactory grains) =>
        grains.GetGrain<IShareReaderGrain>(IShareReaderGrain.Key)
            .FindAsync(account.Id, RawPath.Segment(context, 1), context.RequestAborted);
}
