using System.Text.Json.Nodes;
using Xunit;

namespace Spikes.Contract.Tests.Users;

public sealed class EmailPollTests(SpikesServer server)
{
    private const string Pending = """{"verified":false}""";

    [Fact]
    public async Task Poll_ButtonPressedElsewhere_DeliversATokenOnce()
    {
        using var app = server.NewApp();
        using var phone = server.NewApp();
        var email = SpikesApp.NewEmail();
        var loginToken = await app.RequestLoginTokenAsync(email);
        Assert.Equal(Pending, (await PollAsync(app, email)).Body);
        await PressAsync(phone, loginToken);

        Assert.Equal(Pending, (await PollAsync(phone, email)).Body);
        Assert.Equal(202, (await app.SendAsync(HttpMethod.Head, Path(email))).Status);
        var done = (await PollAsync(app, email.ToUpperInvariant())).Is(200);

        Assert.True(done["verified"]!.GetValue<bool>());
        Assert.Equal(email, (await app.GetAsync("/me", done["token"]!.GetValue<string>())).Is(200)["email"]!.GetValue<string>());
        var again = await PollAsync(app, email);
        Assert.Equal((202, Pending), (again.Status, again.Body));
    }

    [Fact]
    public async Task Poll_ManyInParallel_DeliverOneToken()
    {
        using var app = server.NewApp();
        var email = SpikesApp.NewEmail();
        await PressAsync(app, await app.RequestLoginTokenAsync(email));

        var answers = await Task.WhenAll(Enumerable.Range(0, 40).Select(_ => PollAsync(app, email)));

        Assert.Equal(1, answers.Count(answer => answer.Status == 200));
        Assert.All(answers.Where(answer => answer.Status != 200), answer => Assert.Equal((202, Pending), (answer.Status, answer.Body)));
    }

    [Fact]
    public async Task Poll_TokenRedeemedByPost_StaysPending()
    {
        using var app = server.NewApp();
        var email = SpikesApp.NewEmail();
        await app.SignUpAsync(email);
        Assert.Equal(Pending, (await PollAsync(app, email)).Body);
    }

    [Fact]
    public async Task Poll_LinkOfTheDashboard_StaysPending()
    {
        using var app = server.NewApp();
        var email = await new PageVisitor(app).SignInAsync();
        Assert.Equal(Pending, (await PollAsync(app, email)).Body);
    }

    [Fact]
    public async Task Poll_PressedThenRecovered_StaysPending()
    {
        using var app = server.NewApp();
        var email = SpikesApp.NewEmail();
        var loginToken = await app.RequestLoginTokenAsync(email);
        await PressAsync(app, loginToken);
        (await app.PostAsync("/auth/recover", new JsonObject { ["email"] = email })).Is(200);
        var recovery = await app.ReadNextLoginTokenAsync(email);

        (await app.PostAsync("/auth/verify", new JsonObject { ["login_token"] = recovery })).Is(200);

        Assert.Equal(Pending, (await PollAsync(app, email)).Body);
    }

    [Fact]
    public async Task Poll_MoreThanSixtyInAMinute_IsAnsweredAsPending()
    {
        using var app = server.NewApp();
        var email = SpikesApp.NewEmail();
        var loginToken = await app.RequestLoginTokenAsync(email);
        Assert.All(await Task.WhenAll(Enumerable.Range(0, 60).Select(_ => PollAsync(app, email))), answer => Assert.Equal(Pending, answer.Body));
        await PressAsync(app, loginToken);

        var over = await PollAsync(app, email);

        Assert.Equal((202, Pending), (over.Status, over.Body));
    }

    [Fact]
    public async Task Poll_OfTheSameNetwork_DeliversAndOfAnotherStaysPending()
    {
        using var app = server.NewApp();
        var email = SpikesApp.NewEmail();
        var network = $"2001:db8:{Random.Shared.Next(1, 65536):x}:7";
        app.ClientAddress = network + ":1:2:3:4";
        await PressAsync(app, await app.RequestLoginTokenAsync(email));

        app.ClientAddress = network[..^1] + "8" + ":1:2:3:4";
        Assert.Equal(Pending, (await PollAsync(app, email)).Body);
        app.ClientAddress = network + "::ffff:9";
        (await PollAsync(app, email)).Is(200);
    }

    [Fact]
    public async Task Poll_MappedAndPlainIPv4_AreOneClient()
    {
        using var app = server.NewApp();
        var email = SpikesApp.NewEmail();
        await PressAsync(app, await app.RequestLoginTokenAsync(email));

        app.ClientAddress = "::ffff:" + app.ClientAddress;

        (await PollAsync(app, email)).Is(200);
    }

    [Fact]
    public async Task Poll_SwitchedOff_IsNotFound()
    {
        var front = await server.OtherAsync("no-poll", "--Spikes:Auth:EmailPoll=false");
        using var app = front.NewApp();
        (await PollAsync(app, "a@example.com")).Refuses(404, "NOT_FOUND");
    }

    private static Task<Answer> PollAsync(SpikesApp app, string email) => app.GetAsync(Path(email));

    private static string Path(string email) => "/auth/poll?email=" + Uri.EscapeDataString(email);

    private static async Task PressAsync(SpikesApp app, string loginToken)
    {
        var browser = new PageVisitor(app);
        (await browser.SubmitAsync(await browser.OpenAsync("/auth/verify?token=" + loginToken))).Is(200);
    }
}
