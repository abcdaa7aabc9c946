using Spikes.Contract.Tests.Billing;
using Xunit;

namespace Spikes.Contract.Tests.Pages;

public sealed class DashboardBillingTests(SpikesServer server)
{
    private const string Upgrade = "/dashboard/upgrade";
    private const string Manage = "/dashboard/billing";

    [Fact]
    public async Task Buttons_WhereNothingIsSold_AreNotThere()
    {
        using var app = server.NewApp();
        var browser = new PageVisitor(app);
        await browser.SignInAsync();

        var page = (await browser.OpenAsync("/dashboard?checkout=done")).Is(200);
        Assert.Equal((false, false), (Leads(page, Upgrade), Leads(page, Manage)));
        Assert.DoesNotContain("Thank you", page.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Buttons_FollowThePlan()
    {
        var billing = server.Billing;
        using var app = billing.NewApp();
        var browser = new PageVisitor(app);
        var payer = await Subscriber.NewAsync(app);
        await browser.SignInAsync(payer.Email);
        Assert.Equal((true, false, "free"), await LookAsync(browser));

        var subscription = payer.Subscription();
        await payer.TellAsync(subscription.CheckedOut(payer.Id));
        Assert.Equal((true, true, "free"), await LookAsync(browser));
        var thanks = (await browser.OpenAsync("/dashboard?checkout=done")).Is(200);
        Assert.Contains("Thank you", thanks.Text, StringComparison.Ordinal);
        Assert.False(Leads(thanks, Upgrade));

        await payer.TellAsync(subscription.Changed("created").At(100));
        Assert.Equal((false, true, "pro"), await LookAsync(browser));
        Assert.DoesNotContain("Thank you", (await browser.OpenAsync("/dashboard?checkout=done")).Is(200).Text, StringComparison.Ordinal);
        await payer.TellAsync(subscription.Invoiced(false).At(200));
        Assert.Equal((false, true, "grace"), await LookAsync(browser));
    }

    [Fact]
    public async Task Forms_LeadToStripe()
    {
        var billing = server.Billing;
        using var app = billing.NewApp();
        var browser = new PageVisitor(app);
        var payer = await Subscriber.NewAsync(app);
        await browser.SignInAsync(payer.Email);
        var page = await browser.OpenAsync("/dashboard");

        var target = (await browser.SubmitAsync(page, action: Upgrade)).RedirectsTo();
        Assert.StartsWith(billing.Stripe.Address + "pay/cs_test_", target, StringComparison.Ordinal);

        var subscription = payer.Subscription();
        await payer.TellAsync(subscription.CheckedOut(payer.Id), subscription.Changed("created"));
        Assert.Equal("/dashboard", (await browser.SubmitAsync(page, action: Upgrade)).RedirectsTo());
        target = (await browser.SubmitAsync(await browser.OpenAsync("/dashboard"), action: Manage)).RedirectsTo();
        Assert.StartsWith(billing.Stripe.Address + "portal/bps_", target, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Forms_OfAnotherBrowserOrNobody_AreRefused()
    {
        var billing = server.Billing;
        using var app = billing.NewApp();
        var (browser, other) = (new PageVisitor(app), new PageVisitor(app));
        await browser.SignInAsync();
        await other.SignInAsync();
        var page = await browser.OpenAsync("/dashboard");

        (await other.SubmitAsync(page, action: Upgrade)).Is(403);
        (await browser.SubmitAsync(page, new() { ["form_token"] = null }, action: Upgrade)).Is(403);
        (await browser.SubmitAsync(page, headers: headers => headers.Add("Sec-Fetch-Site", "cross-site"), action: Upgrade)).Is(403);
        browser.Cookies.Remove(PageVisitor.SessionCookie);
        (await browser.SubmitAsync(page, action: Upgrade)).Is(403);
        (await browser.OpenAsync(Upgrade)).Is(405);
    }

    [Fact]
    public async Task Forms_StripeFails_IsAPage()
    {
        var front = await server.OtherAsync(
            "no-stripe", "--Spikes:Stripe:SecretKey=sk_test_1", "--Spikes:Stripe:ProPriceId=price_pro", $"--Spikes:Stripe:ApiBase={LoopbackPort.Address()}");
        using var app = front.NewApp();
        var browser = new PageVisitor(app);
        await browser.SignInAsync();

        var page = (await browser.SubmitAsync(await browser.OpenAsync("/dashboard"), action: Upgrade)).Is(502);
        Assert.Contains("Nothing was charged", page.Text, StringComparison.Ordinal);
    }

    private static async Task<(bool CanUpgrade, bool CanManage, string Plan)> LookAsync(PageVisitor browser)
    {
        var page = (await browser.OpenAsync("/dashboard")).Is(200);
        return (Leads(page, Upgrade), Leads(page, Manage), page.Document.QuerySelectorAll(".bar strong")[1].TextContent);
    }

    private static bool Leads(VisitedPage page, string path) => page.Document.QuerySelector($"form[action='{path}']") is not null;
}
