using Microsoft.AspNetCore.Http;
using Spikes.Gateway.Billing;
using Spikes.Gateway.Http;
using Spikes.Gateway.Options;
using Spikes.Grains.Interfaces.Projects;
using Spikes.Grains.Interfaces.Shares;
using Spikes.Grains.Interfaces.Users;

namespace Spikes.Gateway.Pages.Dashboard;

/// <summary>What was wrong with a form of the dashboard, shown beside it.</summary>
/// <param name="ProjectId">The project whose form it was; null for the one that registers a key.</param>
/// <param name="Typed">What was typed.</param>
/// <param name="Message">What is wrong.</param>
public sealed record DashboardFault(string? ProjectId, string Typed, string Message);

/// <summary>Collects what the dashboard shows.</summary>
internal sealed class DashboardView(PublicUrls urls, BillingLinks links, IGrainFactory grains)
{
    /// <summary>The most rows of each list.</summary>
    public const int MaxRows = 100;

    public async Task<IResult> ShowAsync(HttpContext context, Account account, int status, DashboardFault? fault = null)
    {
        var aborted = context.RequestAborted;
        var used = await grains.GetGrain<IUserGrain>(account.Id.Value).GetUsageAsync(aborted);
        if (!used.IsSuccess(out var usage, out var refusal))
            return ErrorResult.From(refusal);
        var listed = await grains.GetGrain<IShareReaderGrain>(IShareReaderGrain.Key).ListAsync(account.Id, null, MaxRows, aborted);
        if (!listed.IsSuccess(out var shares, out refusal))
            return ErrorResult.From(refusal);
        var registered = await grains.GetGrain<IProjectReaderGrain>(IProjectReaderGrain.Key).ListAsync(account.Id, 0, MaxRows, aborted);
        if (!registered.IsSuccess(out var projects, out refusal))
            return ErrorResult.From(refusal);
        var offered = await DashboardBilling.OfferAsync(context, links, account.Id);
        if (!offered.IsSuccess(out var plan, out refusal))
            return ErrorResult.From(refusal);
        return PageResult.Of<DashboardPage>(
            status,
            (nameof(DashboardPage.Account), account),
            (nameof(DashboardPage.Plan), plan),
            (nameof(DashboardPage.Usage), usage),
            (nameof(DashboardPage.Shares), shares.Shares),
            (nameof(DashboardPage.Projects), projects),
            (nameof(DashboardPage.ContentUrl), urls.Content),
            (nameof(DashboardPage.Fault), fault),
            (nameof(DashboardPage.Token), context.NewFormToken()));
    }
}
