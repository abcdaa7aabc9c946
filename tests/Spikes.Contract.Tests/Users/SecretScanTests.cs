using System.Text;
using System.Text.Json.Nodes;
using Npgsql;
using Xunit;

namespace Spikes.Contract.Tests.Users;

/// <summary>What callers hold as a secret stands in no log and, in clear, in no storage.</summary>
public sealed class SecretScanTests(SpikesServer server)
{
    /// <summary>Of the addresses here; the program itself writes of example.com.</summary>
    private const string Domain = "scan.example.net";

    private const string Talkative = "--Logging:LogLevel:Default=Trace";

    [Fact]
    [Trait("Mode", "Local")]
    public async Task Secrets_OfEveryKind_AreInNoLogAndNoFile()
    {
        using var data = new TestDirectory();
        await using var process = await SpikesProcess.StartAsync(data["data"], Talkative);
        using var app = new SpikesApp(process.Address);
        var secrets = await UseSecretsAsync(app, TierRows.Local(data["data"]));
        Assert.Equal(0, await process.TerminateAsync());

        HoldsNone("the log", process.Errors + process.Output, [.. secrets, ("an address", "@" + Domain)]);
        var files = Directory.GetFiles(data["data"], "*", SearchOption.AllDirectories).Where(file => Path.GetExtension(file) != ".eml").ToArray();
        Assert.Contains(files, file => Path.GetFileName(file) == "grains.db");
        foreach (var file in files)
            HoldsNone(file, Encoding.Latin1.GetString(await File.ReadAllBytesAsync(file)), secrets);
    }

    [Fact]
    [Trait("Mode", "Cluster")]
    public async Task Secrets_OfEveryKind_AreInNoLogAndNoRow()
    {
        await using var cluster = await SpikesCluster.CreateOnAsync(server.Cluster.Database, "secrets", Talkative);
        var silo = await cluster.StartSiloAsync();
        var gateways = await Task.WhenAll(cluster.StartGatewayAsync(), cluster.StartGatewayAsync());
        using var app = cluster.NewApp(gateways);

        var secrets = await UseSecretsAsync(app, TierRows.Cluster(cluster.ConnectionString));

        foreach (var node in new[] { silo, gateways[0], gateways[1] })
            HoldsNone("the log", node.Output, [.. secrets, ("an address", "@" + Domain)]);
        await using var source = NpgsqlDataSource.Create(cluster.ConnectionString);
        var rows = await DumpAsync(source);
        Assert.Contains("device-sign-in", rows, StringComparison.Ordinal);
        HoldsNone("the rows", rows, secrets);
    }

    private static void HoldsNone(string place, string text, IEnumerable<(string What, string Secret)> secrets)
    {
        foreach (var (what, secret) in secrets)
            Assert.False(text.Contains(secret, StringComparison.Ordinal), $"{place} holds {what}");
    }

    private static async Task<IReadOnlyList<(string What, string Secret)>> UseSecretsAsync(SpikesApp app, TierRows tiers)
    {
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
            .. share, ("a link", link), ("a device's token", delivered), ("a session", browser.Cookies[PageVisitor.SessionCookie]),
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
