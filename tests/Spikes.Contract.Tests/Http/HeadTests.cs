using Xunit;

namespace Spikes.Contract.Tests.Http;

/// <summary>Every GET route answers HEAD with the same status and headers and no body.</summary>
public sealed class HeadTests(SpikesServer server)
{
    private static readonly string[] NotCompared = ["Date", "Transfer-Encoding"];

    [Theory]
    [InlineData("/")]
    [InlineData("/health")]
    [InlineData("/health/live")]
    [InlineData("/health/ready")]
    [InlineData("/widget.js")]
    [InlineData("/spikes.js")]
    [InlineData("/sandbox.js")]
    [InlineData("/spikes?project=head")]
    [InlineData("/spikes")]
    [InlineData("/openapi/v1.json")]
    [InlineData("/docs")]
    [InlineData("/auth/poll?email=a@example.com")]
    [InlineData("/auth/poll")]
    [InlineData("/auth/device/poll")]
    [InlineData("/auth/device?code=AAAA-AAAA")]
    [InlineData("/auth/verify?token=x")]
    [InlineData("/dashboard/nowhere")]
    [InlineData("/dashboard/style.css")]
    [InlineData("/me")]
    [InlineData("/nope")]
    [InlineData("/s/nope/")]
    public async Task Head_WithoutCredential_IsAsGetWithoutBody(string path)
    {
        using var app = server.NewApp();
        await AssertSameAsync(app, path);
    }

    [Theory]
    [InlineData("/spikes")]
    [InlineData("/spikes?limit=1")]
    [InlineData("/spikes/{spike}")]
    [InlineData("/shares")]
    [InlineData("/shares/{id}")]
    [InlineData("/shares/{slug}")]
    [InlineData("/me")]
    [InlineData("/usage")]
    [InlineData("/s/{slug}")]
    [InlineData("/s/{slug}/")]
    [InlineData("/s/{slug}/app.css")]
    [InlineData("/s/{slug}/docs?x=1")]
    [InlineData("/s/{slug}/none.css")]
    [InlineData("/shares/none")]
    public async Task Head_OfAnOwner_IsAsGetWithoutBody(string path)
    {
        using var app = server.NewApp();
        var token = await app.SignUpAsync();
        var share = (await app.ShareAsync(
            token, """{"name":"head"}""", ("index.html", "<p>Hi"), ("app.css", "p{}"), ("docs/index.html", "docs"))).Is(201);
        var slug = share["slug"]!.GetValue<string>();
        var spike = (await app.SubmitAsync(slug)).Is(201);

        await AssertSameAsync(
            app,
            path.Replace("{slug}", slug, StringComparison.Ordinal)
                .Replace("{id}", share["share_id"]!.GetValue<string>(), StringComparison.Ordinal)
                .Replace("{spike}", spike["id"]!.GetValue<string>(), StringComparison.Ordinal),
            token);
    }

    [Fact]
    [Trait("Mode", "Local")]
    public async Task Head_CapturedMails_IsAsGetWithoutBody()
    {
        using var app = server.NewApp();
        await app.SignUpAsync();
        app.ClientAddress = SpikesApp.ThisMachine;
        var mail = (await app.GetAsync("/dev/mail")).Is(200)[0]!["id"]!.GetValue<string>();

        await AssertSameAsync(app, "/dev/mail/" + mail);
        // Its list grows while other tests run, and with it its length.
        await AssertSameAsync(app, "/dev/mail", ignored: "Content-Length");
    }

    private static async Task AssertSameAsync(SpikesApp app, string path, string? token = null, string? ignored = null)
    {
        var get = await app.GetAsync(path, token);
        var head = await app.SendAsync(HttpMethod.Head, path, token);

        Assert.Equal((get.Status, ""), (head.Status, head.Body));
        var sent = Headers(get);
        var compared = Headers(head)
            .Where(header => header.Key != ignored && (header.Key != "Content-Length" || sent.ContainsKey(header.Key)));
        Assert.Equal(sent.Where(header => header.Key != ignored), compared);
    }

    private static SortedDictionary<string, string> Headers(Answer answer) => new(
        answer.Headers.NonValidated.Concat(answer.ContentHeaders.NonValidated)
            .Where(header => !NotCompared.Contains(header.Key)).ToDictionary(header => header.Key, header => header.Value.ToString()),
        StringComparer.Ordinal);
}
