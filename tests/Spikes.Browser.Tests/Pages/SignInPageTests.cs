using System.Text.Json.Nodes;

namespace Spikes.Browser.Tests.Pages;

/// <summary>The pages as a person uses them: by keyboard, on a phone, without JavaScript, seen by axe.</summary>
public sealed class SignInPageTests(SpikesServers servers, Chromium chromium)
{
    public static TheoryData<bool, ColorScheme> Looks => new() { { false, ColorScheme.Light }, { true, ColorScheme.Dark } };

    [Theory]
    [MemberData(nameof(Looks))]
    public async Task Device_SignedInByMail_IsApproved(bool phone, ColorScheme scheme)
    {
        using var app = servers.NewApp();
        var started = (await app.PostAsync("/auth/device", new JsonObject())).Is(200);
        var userCode = started["user_code"]!.GetValue<string>();
        var email = SpikesApp.NewEmail();
        await using var visit = await chromium.NewVisitAsync(Options(phone, scheme));
        var page = visit.Page;

        await page.GotoAsync(started["verification_url"]!.GetValue<string>());
        await Appearance.IsGoodAsync(page, "device-code");
        await page.GetByLabel("The code that the device shows").FillAsync(userCode.ToLowerInvariant());
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.GetByLabel("Your e-mail address")).ToBeVisibleAsync();
        await Appearance.IsGoodAsync(page, "device-email");
        await page.GetByLabel("Your e-mail address").FillAsync(email);
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Check your mail" })).ToBeVisibleAsync();
        await Appearance.IsGoodAsync(page, "mailed");

        await page.GotoAsync(servers.Plain.Address + "auth/verify?token=" + await app.ReadNextLoginTokenAsync(email));
        await Appearance.IsGoodAsync(page, "landing");
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await Expect(page.GetByText(userCode)).ToBeVisibleAsync();
        await Appearance.IsGoodAsync(page, "device-confirm");
        await page.GetByRole(AriaRole.Button, new() { Name = "Approve" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Approved" })).ToBeVisibleAsync();
        await Appearance.IsGoodAsync(page, "approved");

        var done = (await app.GetAsync("/auth/device/poll?device_code=" + started["device_code"]!.GetValue<string>())).Is(200);
        Assert.Equal(email, (await app.GetAsync("/me", done["token"]!.GetValue<string>())).Is(200)["email"]!.GetValue<string>());
        visit.IsFaultless();
    }

    [Theory]
    [MemberData(nameof(Looks))]
    public async Task Dashboard_SignInAndOut_WithoutJavaScript(bool phone, ColorScheme scheme)
    {
        using var app = servers.NewApp();
        var email = SpikesApp.NewEmail();
        var (_, slug) = await app.NewShareAsync(await app.SignUpAsync(email));
        var options = Options(phone, scheme);
        options.JavaScriptEnabled = false;
        await using var visit = await chromium.OpenAsync(servers.Plain.Address + "dashboard", options);
        var page = visit.Page;

        await page.GetByLabel("Your e-mail address").FillAsync(email);
        await page.GetByRole(AriaRole.Button, new() { Name = "Mail me a link" }).ClickAsync();
        await page.GotoAsync(servers.Plain.Address + "auth/verify?token=" + await app.ReadNextLoginTokenAsync(email));
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await Expect(page.GetByText(email)).ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.Link, new() { Name = slug })).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign out" }).ClickAsync();

        await Expect(page.GetByLabel("Your e-mail address")).ToBeVisibleAsync();
        visit.IsFaultless();
    }

    [Theory]
    [MemberData(nameof(Looks))]
    public async Task Pages_WithoutAccountOrWithFaults_LookWell(bool phone, ColorScheme scheme)
    {
        using var app = servers.NewApp();
        var email = SpikesApp.NewEmail();
        await using var visit = await chromium.NewVisitAsync(Options(phone, scheme));
        var page = visit.Page;

        foreach (var (path, name) in new[]
        {
            ("dashboard", "dashboard-sign-in"), ("auth/device?code=AAAA-AAAA", "device-unknown"), ("auth/verify?token=unknown", "link-unknown"),
            ("dashboard/nowhere", "not-found"),
        })
        {
            await page.GotoAsync(servers.Plain.Address + path);
            await Appearance.IsGoodAsync(page, name);
        }

        await new PageVisitor(app).SignInAsync(email);
        await app.NewShareAsync(await app.SignUpAsync(email));
        (await app.PostAsync("/auth/login", new JsonObject { ["email"] = email })).Is(202);
        await page.GotoAsync(servers.Plain.Address + "auth/verify?token=" + await app.ReadNextLoginTokenAsync(email));
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await Appearance.IsGoodAsync(page, "signed-in");
        await page.GetByRole(AriaRole.Link, new() { Name = "Go to the dashboard" }).ClickAsync();
        await page.GetByLabel("Register a key").FillAsync("project-" + Guid.NewGuid().ToString("N"));
        await page.GetByRole(AriaRole.Button, new() { Name = "Register" }).ClickAsync();
        await Expect(page.GetByLabel("Allowed origins")).ToBeVisibleAsync();
        await Appearance.IsGoodAsync(page, "dashboard");
        await page.GetByLabel("Allowed origins").FillAsync("https://example.com/");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save the origins" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Alert)).ToBeVisibleAsync();
        await Appearance.IsGoodAsync(page, "dashboard-fault");
    }

    private static BrowserNewContextOptions Options(bool phone, ColorScheme scheme)
    {
        var options = phone ? Chromium.Phone : new() { ViewportSize = new() { Width = 1280, Height = 800 } };
        options.ColorScheme = scheme;
        return options;
    }
}
