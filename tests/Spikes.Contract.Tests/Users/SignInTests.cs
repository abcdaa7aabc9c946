using System.Text.Json.Nodes;
using Xunit;

namespace Spikes.Contract.Tests.Users;

public sealed class SignInTests(SpikesServer server)
{
    [Fact]
    public async Task Verify_MailedToken_SignsInOnce()
    {
        using var app = server.NewApp();
        var email = SpikesApp.NewEmail();
        var loginToken = await app.RequestLoginTokenAsync(email, sentAs: " " + email.ToUpperInvariant() + " ");

        var answer = (await VerifyAsync(app, loginToken)).Is(200);

        Assert.Matches("^[A-Za-z0-9_-]{43}$", answer["token"]!.GetValue<string>());
        Assert.Equal(email, answer["user"]!["email"]!.GetValue<string>());
        Assert.Equal("free", answer["user"]!["tier"]!.GetValue<string>());
        Assert.Equal(7, Guid.Parse(answer["user"]!["id"]!.GetValue<string>()).Version);
        (await VerifyAsync(app, loginToken)).Refuses(401, "TOKEN_USED");
        foreach (var wrong in new[] { "unknown", loginToken[..^1], loginToken + "x", new string('a', 60_000) })
            (await VerifyAsync(app, wrong)).Refuses(401, "TOKEN_INVALID");
        Assert.Equal(
            $$"""{"email":"{{email}}","tier":"free"}""", (await app.GetAsync("/me", answer["token"]!.GetValue<string>())).Body);
    }

    [Fact]
    public async Task Verify_ManyTimesInParallel_SucceedsOnce()
    {
        using var app = server.NewApp(unlimited: true);
        var loginToken = await app.RequestLoginTokenAsync(SpikesApp.NewEmail());
        var answers = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => VerifyAsync(app, loginToken)));
        Assert.Equal(1, answers.Count(answer => answer.Status == 200));
        Assert.All(answers.Where(answer => answer.Status != 200), answer => answer.Refuses(401, "TOKEN_USED"));
    }

    [Fact]
    public async Task Verify_SameAddressTwice_IsTheSameUser()
    {
        using var app = server.NewApp();
        var email = SpikesApp.NewEmail();
        var first = (await VerifyAsync(app, await app.RequestLoginTokenAsync(email))).Is(200);
        var second = (await VerifyAsync(app, await NextLoginTokenAsync(app, email))).Is(200);
        Assert.Equal(first["user"]!["id"]!.GetValue<string>(), second["user"]!["id"]!.GetValue<string>());
        Assert.NotEqual(first["token"]!.GetValue<string>(), second["token"]!.GetValue<string>());
        (await app.GetAsync("/me", first["token"]!.GetValue<string>())).Is(200);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"email":5}""")]
    [InlineData("""{"email":"a@b"}""")]
    [InlineData("""{"email":"@b.c"}""")]
    [InlineData("""{"email":"a b@c.d"}""")]
    [InlineData("""{"email":"a@b@c.d"}""")]
    [InlineData("""{"email":"ä@example.com"}""")]
    [InlineData("""{"email":"a@example.com\r\nBcc: x@example.com"}""")]
    public async Task Login_NoAddress_IsRefused(string body)
    {
        using var app = server.NewApp();
        foreach (var path in new[] { "/auth/login", "/auth/recover" })
            Assert.Equal(["email"], (await app.SendAsync(HttpMethod.Post, path, body: SpikesApp.Json(body))).InvalidFields());
    }

    [Fact]
    public async Task Recover_KnownAndUnknownAddress_AnswerTheSameAndKnownRevokesTokens()
    {
        using var app = server.NewApp();
        var email = SpikesApp.NewEmail();
        var token = await app.SignUpAsync(email);

        var unknown = await app.PostAsync("/auth/recover", new JsonObject { ["email"] = SpikesApp.NewEmail() });
        var recovered = (await VerifyAsync(app, await NextLoginTokenAsync(app, email, "/auth/recover"))).Is(200);
        var known = await app.PostAsync("/auth/recover", new JsonObject { ["email"] = email });
        Assert.Equal(unknown.Body, known.Body);
        Assert.Equal("""{"ok":true,"message":"Recovery email sent"}""", known.Body);
        (await app.GetAsync("/me", token)).Refuses(401, "AUTH_FAILED");
        (await app.GetAsync("/me", recovered["token"]!.GetValue<string>())).Is(200);
    }

    [Fact]
    public async Task Recover_UnknownAddress_GetsNoMail()
    {
        using var app = server.NewApp(unlimited: true);
        var known = Enumerable.Range(0, 8).Select(_ => SpikesApp.NewEmail()).ToArray();
        var unknown = known.Select(_ => SpikesApp.NewEmail()).ToArray();
        await Task.WhenAll(known.Select(app.SignUpAsync));

        // Mails leave in the order of the requests, several at once: those of the second round leave when the first round is through.
        for (var round = 0; round < 2; round++)
        {
            foreach (var (knownEmail, unknownEmail) in known.Zip(unknown))
            {
                (await app.PostAsync("/auth/recover", new JsonObject { ["email"] = unknownEmail })).Is(200);
                (await app.PostAsync("/auth/recover", new JsonObject { ["email"] = knownEmail })).Is(200);
            }

            await Task.WhenAll(known.Select(app.ReadNextLoginTokenAsync));
        }

        var mails = await app.MailedAddressesAsync();
        Assert.Empty(known.Except(mails));
        Assert.Empty(mails.Intersect(unknown));
    }

    [Fact]
    public async Task Rotate_Token_ReplacesIt()
    {
        using var app = server.NewApp();
        var token = await app.SignUpAsync();
        var rotated = (await app.PostAsync("/auth/rotate-token", new JsonObject(), token)).Is(200)["token"]!.GetValue<string>();
        (await app.GetAsync("/me", token)).Refuses(401, "AUTH_FAILED");
        (await app.GetAsync("/me", rotated)).Is(200);
    }

    [Fact]
    public async Task Rotate_ManyTimesInParallel_SucceedsOnce()
    {
        using var app = server.NewApp();
        var token = await app.SignUpAsync();
        var answers = await Task.WhenAll(Enumerable.Range(0, 30).Select(_ => app.PostAsync("/auth/rotate-token", new JsonObject(), token)));
        Assert.Equal(1, answers.Count(answer => answer.Status == 200));
        Assert.All(answers.Where(answer => answer.Status != 200), answer => answer.Refuses(401, "AUTH_FAILED"));
    }

    [Fact]
    public async Task Logout_Token_RevokesIt()
    {
        using var app = server.NewApp();
        var token = await app.SignUpAsync();
        Assert.Equal("""{"ok":true}""", (await app.PostAsync("/auth/logout", null, token)).Body);
        (await app.PostAsync("/auth/logout", null, token)).Refuses(401, "AUTH_FAILED");
    }

    [Theory]
    [InlineData("GET", "/me")]
    [InlineData("GET", "/usage")]
    [InlineData("GET", "/shares")]
    [InlineData("GET", "/shares/x")]
    [InlineData("DELETE", "/shares/x")]
    [InlineData("POST", "/shares")]
    [InlineData("POST", "/auth/rotate-token")]
    [InlineData("POST", "/auth/logout")]
    public async Task Any_CredentialMissingOrWrong_IsRefused(string method, string path)
    {
        using var app = server.NewApp();
        (await app.SendAsync(new HttpMethod(method), path)).Refuses(401, "AUTH_REQUIRED");
        (await app.SendAsync(new HttpMethod(method), path, headers: h => h.TryAddWithoutValidation("Authorization", "Basic abc")))
            .Refuses(401, "AUTH_REQUIRED");
        foreach (var token in new[] { "wrong", new string('a', 43), "sk_spikes_" + new string('a', 64) })
            (await app.SendAsync(new HttpMethod(method), path, token)).Refuses(401, "AUTH_FAILED");
        (await app.SendAsync(new HttpMethod(method), path, app.AdminToken)).Refuses(403, "AUTH_FORBIDDEN");
    }

    [Fact]
    public async Task Poll_GoodAndBadAddress()
    {
        using var app = server.NewApp();
        Assert.Equal("""{"verified":false}""", (await app.GetAsync("/auth/poll?email=a@example.com")).Body);
        Assert.Equal(["email"], (await app.GetAsync("/auth/poll")).InvalidFields());
    }

    [Fact]
    public async Task Usage_NewUser_CountsSharesAndSpikes()
    {
        using var app = server.NewApp();
        var token = await app.SignUpAsync();
        var share = await app.NewShareAsync(token);
        (await app.SubmitAsync(share.Id)).Is(201);
        var usage = (await app.GetAsync("/usage", token)).Is(200).AsObject();
        Assert.Matches("-01T00:00:00.000Z$", usage["reset_at"]!.GetValue<string>());
        usage.Remove("reset_at");
        Assert.Equal("""{"spikes":1,"spike_limit":100,"shares":1,"share_limit":5,"tier":"free"}""", usage.ToJsonString());
    }

    private static Task<Answer> VerifyAsync(SpikesApp app, string loginToken) =>
        app.PostAsync("/auth/verify", new JsonObject { ["login_token"] = loginToken });

    private static async Task<string> NextLoginTokenAsync(SpikesApp app, string email, string path = "/auth/login")
    {
        (await app.PostAsync(path, new JsonObject { ["email"] = email })).Is(path == "/auth/login" ? 202 : 200);
        return await app.ReadNextLoginTokenAsync(email);
    }
}
