using System.Text.RegularExpressions;
using Spikes.FakeStripe;

namespace Spikes.Browser.Tests.Pages;

/// <summary>Paying as a person does, with a Stripe on another origin.</summary>
public sealed partial class BillingTests(Chromium chromium)
{
    private const string Secret = "whsec_browser0123456789";

    [GeneratedRegex("/dashboard")]
    private static partial Regex OnTheDashboard { get; }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Dashboard_UpgradeThenCancel_ByPressingButtons(bool phone)
    {
        using var data = new TestDirectory();
        await using var stripe = await FakeStripeServer.StartAsync(new FakeStripeOptions { Urls = "http://127.0.0.1:0", Secret = Secret });
        await using var spikes = await SpikesServers.StartAsync(
            data, "--Spikes:Stripe:SecretKey=sk_test_browser", $"--Spikes:Stripe:WebhookSecret={Secret}", "--Spikes:Stripe:ProPriceId=price_pro",
            $"--Spikes:Stripe:ApiBase={stripe.Address}");
        stripe.Events.Webhook = new Uri(spikes.Address, "/webhooks/stripe");
        using var app = new SpikesApp(spikes.Address);
        var email = SpikesApp.NewEmail();
        await using var visit = await chromium.NewVisitAsync(phone ? Chromium.Phone : null);
        var page = visit.Page;

        // By the name that success_url leads back to: cookies belong to a host.
        var home = $"http://localhost:{spikes.Address.Port}/dashboard";
        await page.GotoAsync(home);
        await page.GetByLabel("Your e-mail address").FillAsync(email);
        await page.GetByRole(AriaRole.Button, new() { Name = "Mail me a link" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Check your mail" })).ToBeVisibleAsync();
        await page.GotoAsync($"http://localhost:{spikes.Address.Port}/auth/verify?token=" + await app.ReadNextLoginTokenAsync(email));
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await page.GotoAsync(home);
        await Appearance.IsGoodAsync(page, "dashboard-free");

        await page.GetByRole(AriaRole.Button, new() { Name = "Upgrade to Pro" }).ClickAsync();
        await Expect(page.GetByText("price_pro")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Pay" }).ClickAsync();
        await Expect(page).ToHaveURLAsync(home + "?checkout=done");
        await Expect(page.Locator(".bar")).ToContainTextAsync("plan pro");
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Upgrade to Pro" })).ToHaveCountAsync(0);
        await Appearance.IsGoodAsync(page, "dashboard-pro");

        await page.GetByRole(AriaRole.Button, new() { Name = "Manage billing" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "A payment fails" }).ClickAsync();
        await Expect(page.GetByText("past_due")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Return" }).ClickAsync();
        await Expect(page.Locator(".bar")).ToContainTextAsync("plan grace");
        await Expect(page.GetByText("A payment failed.")).ToBeVisibleAsync();
        await Appearance.IsGoodAsync(page, "dashboard-grace");

        await page.GetByRole(AriaRole.Button, new() { Name = "Manage billing" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Cancel the plan" }).ClickAsync();
        await Expect(page.GetByText("canceled")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Return" }).ClickAsync();
        await Expect(page).ToHaveURLAsync(OnTheDashboard);
        await Expect(page.Locator(".bar")).ToContainTextAsync("plan free");
        await Expect(page.GetByText("A payment failed.")).ToHaveCountAsync(0);
        await Appearance.IsGoodAsync(page, "dashboard-canceled");
        visit.IsFaultless();
    }
}
