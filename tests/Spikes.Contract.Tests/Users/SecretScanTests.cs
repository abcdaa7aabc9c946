using System.Text;
using System.Text.Json.Nodes;
using Npgsql;
using Spikes.Contract.Tests.Billing;
using Spikes.Contract.Tests.Modes;
using Spikes.FakeStripe;
using Xunit;

namespace Spikes.Contract.Tests.Users;

/// <summary>What callers hold as a secret stands in no log and, in clear, in no storage.</summary>
public sealed class SecretScanTests(SpikesServer server)
{
    /// <summary>Of the addresses here; the program itself writes of example.com.</summary>
    private const string Domain = "scan.example.net";

    private const string Talkative = "--Logging:LogLevel:Default=Trace";

    private static readonly (string What, string Text)[] OnlyInRows = [("an address", "@" + Domain), ("the hash of a password", "$argon2id$")];

    [Fact]
    [Trait("Mode", "Local")]
    public async Task Secrets_OfEveryKind_AreInNoLogAndNoFile()
    {
        using var data = new TestDirectory();
        await using var stripe = await BillingFront.PlayStripeAsync();
        await using var process = await SpikesProcess.StartAsync(data["data"], [Talkative, .. ClusterMode.Patient, .. BillingFront.Settings(stripe)]);
        using var app = new SpikesApp(process.Address);
        var secrets = await UseSecretsAsync(app, TierRows.Local(data["data"]), stripe);
        Assert.Equal(0, await process.TerminateAsync());

        HoldsNone("the log", process.Errors + process.Output, [.. secrets, .. OnlyInRows]);
        var files = Directory.GetFiles(data["data"], "*", SearchOption.AllDirectories).Where(file => Path.GetExtension(file) != ".eml").ToArray();
        var contents = await Task.WhenAll(files.Select(async file => Encoding.Latin1.GetString(await File.ReadAllBytesAsync(file))));
        Assert.All(OnlyInRows, kept => Assert.Contains(contents, content => content.Contains(kept.Text, StringComparison.Ordinal)));
        foreach (var (file, content) in files.Zip(contents))
            HoldsNone(file, content, secrets);
    }

    [Fact]
    [Trait("Mode", "Cluster")]
    public async Task Secrets_OfEveryKind_AreInNoLogAndNoRow()
    {
        await using var stripe = await BillingFront.PlayStripeAsync();
        await using var cluster = await SpikesCluster.CreateOnAsync(
            server.Cluster.Database, "secrets", [Talkative, .. BillingFront.Settings(stripe)]);
        var doors = await Task.WhenAll(
            cluster.StartSiloAsync(null, SpikesCluster.ServeHttp), cluster.StartGatewayAsync(), cluster.StartGatewayAsync());
        using var app = cluster.NewApp(doors);

        var secrets = await UseSecretsAsync(app, TierRows.Cluster(cluster.ConnectionString), stripe);

        foreach (var node in doors)
            HoldsNone("the log", node.Output, [.. secrets, .. OnlyInRows]);
        // State of grains is bytes, which would come as hexadecimal digits and hide what they hold.
        await using var source = NpgsqlDataSource.Create(cluster.ConnectionString + ";Options=-c bytea_output=escape");
        var rows = await DumpAsync(source);
        Assert.Contains("device-sign-in", rows, StringComparison.Ordinal);
        Assert.All(OnlyInRows, kept => Assert.Contains(kept.Text, rows, StringComparison.Ordinal));
        HoldsNone("the rows", rows, secrets);
    }

    private static void HoldsNone(string place, string text, IEnumerable<(string What, string Secret)> secrets)
    {
        foreach (var (what, secret) in secrets)
            Assert.False(text.Contains(secret, StringComparison.Ordinal), $"{place} holds {what}");
    }

    private static async Task<IReadOnlyList<(string What, string Secret)>> UseSecretsAsync(
        SpikesApp app, TierRows tiers, FakeStripeServer stripe)
    {
        var billing = await UseBillingAsync(app, stripe);
        var share = await UseSharesAsync(await Payer.SignUpAsync(app, tiers));
        var email = $"user-{Guid.NewGuid():N}@{Domain}";
        var login = await app.RequestLoginTokenAsync(email);
        var token = (await app.PostAsync("/auth/verify", new JsonObject { ["login_token"] = login })).Is(200)["token"]!.GetValue<string>();
        (await app.GetAsync("/spikes?token=" + token)).Is(200);
        (await app.GetAsync("/spikes?token=wrong" + token)).Refuses(401, "AUTH_FAILED");
        var rotated = (await app.PostAsync("/auth/rotate-token", null, token)).Is(200)["token"]!.GetValue<string>();
        var key = (await app.PostAsync("/auth/api-key", new JsonObject(), rotated)).Is(201)["api_key"]!.GetValue<string>();
        (await app.GetAsync("/me", key)).Is(200);

        var device = (await app.PostAsync("/auth/device", new JsonObject())).Is(200);
        var (deviceCode, userCode) = (device["device_code"]!.GetValue<string>(), device["user_code"]!.GetValue<string>());
        var browser = new PageVisitor(app);
        var asked = await browser.OpenAsync("/auth/device?code=" + userCode);
        (await browser.SubmitAsync(asked, new() { ["email"] = email })).Is(200);
        var link = await app.ReadNextLoginTokenAsync(email);
        var confirm = (await browser.SubmitAsync(await browser.OpenAsync("/auth/verify?token=" + link))).RedirectsTo();
        (await browser.SubmitAsync(await browser.OpenAsync(confirm), button: "approve")).Is(200);
        var delivered = (await app.GetAsync("/auth/device/poll?device_code=" + deviceCode)).Is(200)["token"]!.GetValue<string>();
        (await app.GetAsync("/me", delivered)).Is(200);
        return
        [
            ("a login token", login), ("a user token", token), ("a rotated token", rotated), ("an API key", key),
            ("a device code", deviceCode), ("a user code", userCode), ("a user code without its dash", userCode.Replace("-", "", StringComparison.Ordinal)),
            .. share, .. billing, ("a link", link), ("a device's token", delivered), ("a session", browser.Cookies[PageVisitor.SessionCookie]),
        ];
    }

    private static async Task<IReadOnlyList<(string What, string Secret)>> UseSharesAsync(Payer owner)
    {
        var app = owner.App;
        const string Password = "a-password-in-no-log";
        const string Guess = "a-guess-in-no-log";
        var (_, slug) = await owner.ShareAsync(Password, ("index.html", "x"));
        var hook = (await app.ShareAsync(owner.Token, """{"webhook_url":"https://example.com/hook"}""", ("index.html", "x"))).Is(201);
        Assert.Equal(200, (await app.GetAsync($"/s/{slug}?pw={Password}")).Status);
        (await app.GetAsync($"/s/{slug}?pw={Guess}")).Refuses(401, "AUTH_FAILED");
        (await app.GetAsync($"/spikes?project={slug}&pw={Password}")).Is(200);
        var opened = await app.SendAsync(HttpMethod.Post, "/s/" + slug, body: new FormUrlEncodedContent([new("pw", Password)]));
        var pass = opened.Header("Location")!.Split('/')[3];
        Assert.Equal(200, (await app.GetAsync($"/s/{slug}/{pass}/")).Status);
        return
        [
            ("a password", Password), ("a guessed password", Guess), ("a pass", pass),
            ("a webhook secret", hook["webhook_secret"]!.GetValue<string>()),
        ];
    }

    /// <summary>Where Stripe lets people pay and manage is a secret: who has the address needs no account.</summary>
    private static async Task<IReadOnlyList<(string What, string Secret)>> UseBillingAsync(SpikesApp app, FakeStripeServer stripe)
    {
        var payer = await Subscriber.NewAsync(app, $"payer-{Guid.NewGuid():N}@{Domain}");
        var browser = new PageVisitor(app);
        await browser.SignInAsync(payer.Email);
        var checkout = (await payer.GetAsync("/billing/checkout")).Is(200)["url"]!.GetValue<string>();
        var pressed = (await browser.SubmitAsync(await browser.OpenAsync("/dashboard"), action: "/dashboard/upgrade")).RedirectsTo();

        var subscription = payer.Subscription();
        var paid = subscription.CheckedOut(clientReference: null, payer.Email).ToBytes();
        (await BillingFront.PostAsync(app, paid, EventSender.Signature("whsec_other", paid))).Refuses(401, "AUTH_FAILED");
        BillingFront.Received(await BillingFront.PostAsync(app, paid));
        await payer.TellAsync(subscription.Changed("created"));
        Assert.Equal("pro", await payer.TierAsync());

        var portal = (await payer.GetAsync("/billing/portal")).Is(200)["url"]!.GetValue<string>();
        stripe.Fault = FakeFault.Refuses;
        (await payer.GetAsync("/billing/portal")).Refuses(502, "UPSTREAM_ERROR");
        stripe.Fault = FakeFault.None;
        return
        [
            ("Stripe's key", BillingFront.SecretKey), ("the secret of events", BillingFront.WebhookSecret), ("a checkout", SessionOf(checkout)),
            ("a checkout of the dashboard", SessionOf(pressed)), ("a portal", SessionOf(portal)),
        ];
    }

    private static string SessionOf(string address) => new Uri(address).Segments[^1];

    private static async Task<string> DumpAsync(NpgsqlDataSource source)
    {
        var tables = new List<string>();
        await using (var command = source.CreateCommand("SELECT tablename FROM pg_tables WHERE schemaname = 'public'"))
        await using (var reader = await command.ExecuteReaderAsync())
        {
            while (await reader.ReadAsync())
                tables.Add(reader.GetString(0));
        }

        var text = new StringBuilder();
        foreach (var table in tables)
        {
            await using var command = source.CreateCommand($"SELECT coalesce(string_agg(t::text, E'\\n'), '') FROM \"{table}\" t");
            text.Append(await command.ExecuteScalarAsync());
        }

        return text.ToString();
    }
}
