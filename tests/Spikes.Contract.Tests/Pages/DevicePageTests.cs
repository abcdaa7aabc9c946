using System.Text.Json.Nodes;
using Xunit;

namespace Spikes.Contract.Tests.Pages;

public sealed class DevicePageTests(SpikesServer server)
{
    private const string Pending = """{"error":"Authorization pending","code":"AUTHORIZATION_PENDING","status":"pending"}""";

    [Fact]
    public async Task Device_ApprovedInASignedInBrowser_GetsOneToken()
    {
        using var device = server.NewApp();
        using var app = server.NewApp();
        var (deviceCode, userCode) = await StartAsync(device);
        var browser = new PageVisitor(app);
        var email = await browser.SignInAsync();
        Assert.Equal((428, Pending), await PollAsync(device, deviceCode));

        var page = (await browser.OpenAsync("/auth/device?code=" + userCode)).Is(200);
        foreach (var shown in new[] { email, userCode, device.ClientAddress, "UTC" })
            Assert.Contains(shown, page.Text, StringComparison.Ordinal);
        Assert.Equal((428, Pending), await PollAsync(device, deviceCode));
        Assert.Equal("Approved", (await browser.SubmitAsync(page, button: "approve")).Is(200).Heading);

        Assert.Equal(428, (await device.SendAsync(HttpMethod.Head, PollPath(deviceCode))).Status);
        var first = (await device.GetAsync(PollPath(deviceCode))).Is(200);
        Assert.Equal("complete", first["status"]!.GetValue<string>());
        Assert.Matches("^[A-Za-z0-9_-]{43}$", first["token"]!.GetValue<string>());
        Assert.Equal(email, (await device.GetAsync("/me", first["token"]!.GetValue<string>())).Is(200)["email"]!.GetValue<string>());
        Assert.Equal((200, first.ToJsonString()), await PollAsync(device, deviceCode));
        (await browser.SubmitAsync(page, button: "approve")).Is(200);
        (await browser.SubmitAsync(page, button: "deny")).Is(404);
        (await browser.OpenAsync("/auth/device?code=" + userCode)).Is(404);
        Assert.Equal(200, (await PollAsync(device, deviceCode)).Status);
    }

    [Fact]
    public async Task Device_Denied_GetsNothing()
    {
        using var app = server.NewApp();
        var (deviceCode, userCode) = await StartAsync(app);
        var browser = new PageVisitor(app);
        await browser.SignInAsync();
        var page = await browser.OpenAsync("/auth/device?code=" + userCode.ToLowerInvariant().Replace("-", "", StringComparison.Ordinal));

        Assert.Equal("Denied", (await browser.SubmitAsync(page, button: "deny")).Is(200).Heading);

        (await app.GetAsync(PollPath(deviceCode))).Refuses(403, "ACCESS_DENIED");
        (await browser.SubmitAsync(page, button: "approve")).Is(404);
        (await app.GetAsync(PollPath(deviceCode))).Refuses(403, "ACCESS_DENIED");
    }

    [Fact]
    public async Task Device_BrowserNotSignedIn_GetsThereByTheMailedLink()
    {
        using var app = server.NewApp();
        var (deviceCode, userCode) = await StartAsync(app);
        var email = SpikesApp.NewEmail();
        var browser = new PageVisitor(app);
        var asked = (await browser.OpenAsync("/auth/device?code=" + userCode)).Is(200);
        Assert.DoesNotContain(app.ClientAddress, asked.Text, StringComparison.Ordinal);
        (await browser.SubmitAsync(asked, new() { ["email"] = "a@b" })).Is(400);
        (await browser.SubmitAsync(asked, new() { ["email"] = email })).Is(200);

        // The mail is opened in another browser.
        var other = new PageVisitor(app);
        var back = (await other.SubmitAsync(await other.OpenAsync("/auth/verify?token=" + await app.ReadNextLoginTokenAsync(email)))).RedirectsTo();

        Assert.Equal("/auth/device?code=" + userCode, back);
        (await other.SubmitAsync((await other.OpenAsync(back)).Is(200), button: "approve")).Is(200);
        Assert.Equal(200, (await PollAsync(app, deviceCode)).Status);
    }

    [Fact]
    public async Task Device_AnythingButTheButton_ApprovesNothing()
    {
        using var app = server.NewApp();
        using var other = server.NewApp();
        var (deviceCode, userCode) = await StartAsync(app);
        var browser = new PageVisitor(other);
        await browser.SignInAsync();
        var page = await browser.OpenAsync("/auth/device?code=" + userCode + "&action=approve&user_code=" + userCode);
        var stranger = new PageVisitor(app);
        await stranger.OpenAsync("/auth/device?code=" + userCode);

        (await browser.OpenAsync($"/auth/device/confirm?user_code={userCode}&action=approve")).Answer.Refuses(405, "METHOD_NOT_ALLOWED");
        (await browser.SubmitAsync(page, new() { ["form_token"] = null }, "approve")).Is(403);
        (await browser.SubmitAsync(page, button: "approve", headers: h => h.Add("Sec-Fetch-Site", "cross-site"))).Is(403);
        (await browser.SubmitAsync(page, button: "approve", headers: h => h.Add("Sec-Fetch-Mode", "cors"))).Is(403);
        (await browser.SubmitAsync(page)).Is(400);
        (await browser.SubmitAsync(page, new() { ["action"] = "APPROVE" })).Is(400);
        (await stranger.SubmitAsync(page, button: "approve")).Is(403);
        browser.Cookies.Remove(PageVisitor.SessionCookie);
        (await browser.SubmitAsync(page, button: "approve")).Is(403);

        Assert.Equal((428, Pending), await PollAsync(app, deviceCode));
    }

    [Fact]
    public async Task Confirm_FormOfAnEarlierAccount_IsRefused()
    {
        using var app = server.NewApp();
        var (deviceCode, userCode) = await StartAsync(app);
        var browser = new PageVisitor(app);
        await browser.SignInAsync();
        var page = await browser.OpenAsync("/auth/device?code=" + userCode);
        browser.Cookies.Remove(PageVisitor.SessionCookie);
        await browser.SignInAsync();

        (await browser.SubmitAsync(page, button: "approve")).Is(403);

        Assert.Equal((428, Pending), await PollAsync(app, deviceCode));
    }

    [Fact]
    public async Task Confirm_NotSignedIn_AsksToSignIn()
    {
        using var app = server.NewApp();
        var (_, userCode) = await StartAsync(app);
        var browser = new PageVisitor(app);
        var page = await browser.OpenAsync("/auth/device?code=" + userCode);
        var form = page.Document.QuerySelector("input[name=form_token]")!.GetAttribute("value")!;
        var fields = new Dictionary<string, string> { ["form_token"] = form, ["user_code"] = userCode, ["action"] = "approve" };

        var answer = await browser.SendAsync(HttpMethod.Post, "/auth/device/confirm", new FormUrlEncodedContent(fields));

        Assert.Equal("/auth/device?code=" + userCode, answer.RedirectsTo());
    }

    [Theory]
    [InlineData("AAAA-AAAA")]
    [InlineData("x")]
    [InlineData("%00")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    public async Task Open_UnknownCode_AsksForTheCodeAgain(string code)
    {
        using var app = server.NewApp();
        var page = (await new PageVisitor(app).OpenAsync("/auth/device?code=" + code)).Is(404);
        Assert.NotNull(page.Document.QuerySelector("input[name=code]"));
        Assert.NotNull((await new PageVisitor(app).OpenAsync("/auth/device")).Is(200).Document.QuerySelector("input[name=code]"));
    }

    [Fact]
    public async Task Open_MoreThanTenLookupsInAMinute_Waits()
    {
        using var app = server.NewApp();
        var browser = new PageVisitor(app);
        await browser.SignInAsync();
        for (var time = 0; time < 10; time++)
            (await browser.OpenAsync("/auth/device?code=AAAA-AAAA")).Is(404);

        var refused = (await browser.OpenAsync("/auth/device?code=AAAA-AAAA")).Is(429);
        Assert.InRange(int.Parse(refused.Answer.Header("Retry-After")!, System.Globalization.CultureInfo.InvariantCulture), 1, 60);
        (await browser.OpenAsync("/auth/device")).Is(200);

        // The session is counted by itself: another network does not help it, and a stranger there is not held up.
        app.ClientAddress = "10.250.0." + Random.Shared.Next(1, 255);
        (await browser.OpenAsync("/auth/device?code=AAAA-AAAA")).Is(429);
        (await new PageVisitor(app).OpenAsync("/auth/device?code=AAAA-AAAA")).Is(404);
    }

    [Fact]
    public async Task Confirm_AfterTenLookups_WaitsAndApprovesNothing()
    {
        using var app = server.NewApp();
        using var other = server.NewApp();
        var (deviceCode, userCode) = await StartAsync(app);
        var browser = new PageVisitor(other);
        await browser.SignInAsync();
        var page = await browser.OpenAsync("/auth/device?code=" + userCode);
        for (var time = 0; time < 9; time++)
            (await browser.OpenAsync("/auth/device?code=AAAA-AAAA")).Is(404);

        (await browser.SubmitAsync(page, button: "approve")).Is(429);

        Assert.Equal((428, Pending), await PollAsync(app, deviceCode));
    }

    [Fact]
    public async Task Email_TwentyOfOneClient_WaitOnEveryForm()
    {
        using var app = server.NewApp();
        var (_, userCode) = await StartAsync(app);
        var browser = new PageVisitor(app);
        var (dashboard, device) = (await browser.OpenAsync("/dashboard"), await browser.OpenAsync("/auth/device?code=" + userCode));
        for (var time = 0; time < 10; time++)
        {
            (await browser.SubmitAsync(dashboard, new() { ["email"] = SpikesApp.NewEmail() })).Is(200);
            (await app.PostAsync("/auth/login", Address())).Is(202);
        }

        foreach (var form in new[] { dashboard, device })
            Assert.NotNull((await browser.SubmitAsync(form, new() { ["email"] = SpikesApp.NewEmail() })).Is(429).Answer.Header("Retry-After"));
        (await app.PostAsync("/auth/login", Address())).Refuses(429, "RATE_LIMIT");
        (await app.PostAsync("/auth/recover", Address())).Refuses(429, "RATE_LIMIT");
    }

    [Fact]
    public async Task Email_KnownAndUnknownAddress_AnswerTheSame()
    {
        using var app = server.NewApp();
        var known = await new PageVisitor(app).SignInAsync();
        var (_, userCode) = await StartAsync(app);
        var browser = new PageVisitor(app);
        var page = await browser.OpenAsync("/auth/device?code=" + userCode);

        var answers = new[]
        {
            await browser.SubmitAsync(page, new() { ["email"] = known }),
            await browser.SubmitAsync(page, new() { ["email"] = SpikesApp.NewEmail() }),
            await browser.SubmitAsync(await browser.OpenAsync("/dashboard"), new() { ["email"] = known }),
            await browser.SubmitAsync(await browser.OpenAsync("/dashboard"), new() { ["email"] = SpikesApp.NewEmail() }),
        };

        Assert.Single(answers.Select(answer => answer.Is(200).Answer.Body).Distinct());
        Assert.Single(answers.Select(answer => Headers(answer.Answer)).Distinct());
        var login = new[] { known, SpikesApp.NewEmail() }.Select(email => app.PostAsync("/auth/login", new JsonObject { ["email"] = email }));
        Assert.Single((await Task.WhenAll(login)).Select(answer => (answer.Status, answer.Body, Headers(answer))).Distinct());
        var recover = new[] { known, SpikesApp.NewEmail() }.Select(email => app.PostAsync("/auth/recover", new JsonObject { ["email"] = email }));
        Assert.Single((await Task.WhenAll(recover)).Select(answer => (answer.Status, answer.Body, Headers(answer))).Distinct());
    }

    [Fact]
    public async Task Email_LimitOfTheAddress_IsSharedWithLogin()
    {
        using var app = server.NewApp();
        var email = SpikesApp.NewEmail();
        var (_, userCode) = await StartAsync(app);
        var browser = new PageVisitor(app);
        var page = await browser.OpenAsync("/auth/device?code=" + userCode);
        (await app.PostAsync("/auth/login", new JsonObject { ["email"] = email })).Is(202);
        (await app.PostAsync("/auth/recover", new JsonObject { ["email"] = email })).Is(200);
        (await browser.SubmitAsync(await browser.OpenAsync("/dashboard"), new() { ["email"] = email })).Is(200);
        (await browser.SubmitAsync(page, new() { ["email"] = email })).Is(200);
        (await browser.SubmitAsync(page, new() { ["email"] = email })).Is(200);

        (await browser.SubmitAsync(page, new() { ["email"] = email })).Is(429);
        (await browser.SubmitAsync(await browser.OpenAsync("/dashboard"), new() { ["email"] = email })).Is(429);
        (await app.PostAsync("/auth/login", new JsonObject { ["email"] = email })).Refuses(429, "RATE_LIMIT");
    }

    [Fact]
    public async Task Start_Answer_IsWhatTheCliReads()
    {
        using var app = server.NewApp();
        var started = (await app.PostAsync("/auth/device", new JsonObject())).Is(200).AsObject();
        Assert.Equal(["device_code", "user_code", "verification_url", "expires_in", "interval"], started.Select(member => member.Key));
        Assert.Matches("^[A-Za-z0-9_-]{43}$", started["device_code"]!.GetValue<string>());
        Assert.Matches("^[A-HJKMNP-Z2-9]{4}-[A-HJKMNP-Z2-9]{4}$", started["user_code"]!.GetValue<string>());
        Assert.Equal(server.PublicUrl + "/auth/device", started["verification_url"]!.GetValue<string>());
        Assert.Equal((600, 5), (started["expires_in"]!.GetValue<int>(), started["interval"]!.GetValue<int>()));
        (await app.SendAsync(HttpMethod.Post, "/auth/device", body: SpikesApp.Json("[]"))).Refuses(400, "INVALID_JSON");
        (await app.SendAsync(HttpMethod.Post, "/auth/device")).Is(200);
    }

    [Fact]
    public async Task Start_MoreThanTenInAMinute_Waits()
    {
        using var app = server.NewApp();
        for (var time = 0; time < 10; time++)
            await StartAsync(app);
        (await app.PostAsync("/auth/device", new JsonObject())).Refuses(429, "RATE_LIMIT");
    }

    [Fact]
    public async Task Poll_BadCodes_AreRefused()
    {
        using var app = server.NewApp();
        Assert.Equal(["device_code"], (await app.GetAsync("/auth/device/poll")).InvalidFields());
        Assert.Equal(["device_code"], (await app.GetAsync("/auth/device/poll?device_code=")).InvalidFields());
        foreach (var code in new[] { "x", new string('a', 43), new string('a', 5000), "%00" })
            (await app.GetAsync(PollPath(code))).Refuses(404, "NOT_FOUND");
    }

    [Fact]
    public async Task Poll_MoreThanSixtyInAMinute_IsAnsweredAsPending()
    {
        using var app = server.NewApp();
        var (deviceCode, userCode) = await StartAsync(app);
        await Task.WhenAll(Enumerable.Range(0, 60).Select(_ => PollAsync(app, deviceCode)));
        var browser = new PageVisitor(app);
        await browser.SignInAsync();
        (await browser.SubmitAsync(await browser.OpenAsync("/auth/device?code=" + userCode), button: "approve")).Is(200);

        Assert.Equal((428, Pending), await PollAsync(app, deviceCode));
    }

    private static JsonObject Address() => new() { ["email"] = SpikesApp.NewEmail() };

    private static string Headers(Answer answer) => string.Join('\n', answer.Headers.Concat(answer.ContentHeaders)
        .Where(header => header.Key != "Date").Select(header => $"{header.Key}: {string.Join(", ", header.Value)}"));

    private static async Task<(string DeviceCode, string UserCode)> StartAsync(SpikesApp app)
    {
        var started = (await app.PostAsync("/auth/device", new JsonObject())).Is(200);
        return (started["device_code"]!.GetValue<string>(), started["user_code"]!.GetValue<string>());
    }

    private static async Task<(int Status, string Body)> PollAsync(SpikesApp app, string deviceCode)
    {
        var answer = await app.GetAsync(PollPath(deviceCode));
        return (answer.Status, answer.Body);
    }

    private static string PollPath(string deviceCode) => "/auth/device/poll?device_code=" + deviceCode;
}
