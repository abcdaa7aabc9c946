using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;
using Spikes.Gateway.Http;
using Spikes.Gateway.OpenApi;
using Spikes.Gateway.Options;
using Spikes.Gateway.RateLimiting;
using Spikes.Gateway.Users;
using Spikes.Grains.Interfaces.Outcomes;
using Spikes.Grains.Interfaces.Projects;
using Spikes.Grains.Interfaces.Shares;

namespace Spikes.Gateway.Shares;

/// <summary>An owner's own shares: list, one with its spikes, delete.</summary>
internal static class ShareEndpoints
{
    private const CredentialKinds Owner = CredentialKinds.User | CredentialKinds.ApiKey;

    public static void MapShares(this IEndpointRouteBuilder routes)
    {
        var shares = routes.MapGroup("/shares").WithTags("Shares").RequireCredential(Owner);
        shares.MapPost("", ShareUploadEndpoint.Upload).WithSummary("Upload a share").LimitPerCredential(RateLimit.SharesPerCredential)
            .DrainsRefusedBodies().Reads(ShareSchemas.Upload, "multipart/form-data").Produces<CreatedShare>(StatusCodes.Status201Created)
            .Refuses(JsonBody.Refusals).Refuses(ErrorCode.InvalidFilename, ErrorCode.UpgradeRequired, ErrorCode.ShareLimit, ErrorCode.BudgetExceeded);
        shares.MapMethods("", HttpVerbs.Get, List).WithSummary("Own shares, newest first").Produces<IReadOnlyList<ShareRow>>();
        shares.MapMethods("/{idOrSlug}", HttpVerbs.Get, Get).WithSummary("A share with its spikes")
            .Takes(ApiParameters.ShareIdOrSlug).Refuses(ErrorCode.NotFound)
            .Answers(StatusCodes.Status200OK, ShareSchemas.WithSpikes, "The share, its spikes in owner form.");
        shares.MapDelete("/{idOrSlug}", Delete).WithSummary("Delete a share and export its spikes")
            .Takes(ApiParameters.ShareIdOrSlug).Refuses(ErrorCode.NotFound)
            .Answers(StatusCodes.Status200OK, ShareSchemas.Deleted, "The share, its files and its spikes are gone.");
    }

    public static async Task<IResult> List(HttpContext context, IGrainFactory grains, PublicUrls urls)
    {
        var reader = grains.GetGrain<IShareReaderGrain>(IShareReaderGrain.Key);
        var (rows, error) = await ShareListing.ReadAsync(reader, context.Account().Id, urls, context.RequestAborted);
        return rows is null ? error! : JsonAnswer.Ok(rows, ShareJson.Default.IReadOnlyListShareRow);
    }

    public static async Task<IResult> Get(HttpContext context, IGrainFactory grains, PublicUrls urls)
    {
        var found = await FindAsync(context, grains);
        if (!found.IsSuccess(out var share, out var refusal))
            return ErrorResult.From(refusal);
        return SpikeExport.Within(ShareRow.From(share, urls), grains);
    }

    public static async Task<IResult> Delete(HttpContext context, IGrainFactory grains, ILogger<ShareRemoval> logger)
    {
        var found = await FindAsync(context, grains);
        if (!found.IsSuccess(out var share, out var refusal))
            return ErrorResult.From(refusal);
        var export = SpikeExport.Whole(share.Id, grains);
        if (await export.WhyNotAsync(context.RequestAborted) is { } unreadable)
            return ErrorResult.From(unreadable);
        var grain = grains.GetGrain<IShareGrain>(StoreKey.Share(share.Id).ToString());
        var deleted = await grain.DeleteAsync(context.Account().Id, CancellationToken.None);
        if (!deleted.IsSuccess(out _, out refusal))
            return ErrorResult.From(refusal);
        return new ShareRemoval(grain, export, logger);
    }

    private static ValueTask<Outcome<ShareSummary>> FindAsync(HttpContext context, IGrainFactory grains) =>
        grains.GetGrain<IShareReaderGrain>(IShareReaderGrain.Key)
            .FindAsync(context.Account().Id, RawPath.Segment(context, 1), context.RequestAborted);
}
