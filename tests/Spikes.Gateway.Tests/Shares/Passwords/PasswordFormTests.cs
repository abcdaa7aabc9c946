using System.Net.Http.Headers;
using System.Text;
using Spikes.Gateway.Shares.Passwords;
using Spikes.Grains.Interfaces.Users;

namespace Spikes.Gateway.Tests.Shares.Passwords;

public sealed class PasswordFormTests
{
    private const string Form = "application/x-www-form-urlencoded";

    private static readonly string Hash = PasswordHash.Create("secret");

    [Theory]
    [InlineData("", "")]
    [InlineData("/", "")]
    [InlineData("/a.txt", "a.txt")]
    [InlineData("/docs/", "docs/")]
    [InlineData("/docs/x%20%C3%A4%2Fy", "docs/x%20%C3%A4/y")]
    [InlineData("/~old/a.txt", "a.txt")]
    [InlineData("/~old", "")]
    [InlineData("/a.txt?pw=wrong&x=1", "a.txt")]
    [InlineData("/nowhere", "nowhere")]
    public async Task Post_RightPassword_LeadsToTheSamePathBehindAPass(string path, string target)
    {
        await using var host = await StartAsync();
        var response = await PostAsync(host, "/s/demo" + path, "pw=secret");

        var pass = SharePass.Issue(host.Reader.Guard!, host.Clock.GetUtcNow());
        Assert.Equal((303, $"/s/demo/~{pass}/{target}"), ((int)response.StatusCode, response.Header("Location")));
        Assert.Equal("private, no-store", response.Header("Cache-Control"));
        Assert.Equal("no-referrer", response.Header("Referrer-Policy"));
        Assert.Null(response.Header("Set-Cookie"));
    }

    [Theory]
    [InlineData("pw=wrong", Form, "401 AUTH_FAILED", 1)]
    [InlineData("pw=wrong&pw=", Form, "401 AUTH_REQUIRED", 0)]
    [InlineData("pw=", Form, "401 AUTH_REQUIRED", 0)]
    [InlineData("", Form, "401 AUTH_REQUIRED", 0)]
    [InlineData("other=secret", Form, "401 AUTH_REQUIRED", 0)]
    [InlineData("{\"pw\":\"secret\"}", "application/json", "401 AUTH_REQUIRED", 0)]
    [InlineData("pw=secret", "text/plain", "401 AUTH_REQUIRED", 0)]
    [InlineData("pw=secret", null, "401 AUTH_REQUIRED", 0)]
    public async Task Post_AnythingElse_IsRefusedAsInTheTable(string body, string? type, string expected, int attempts)
    {
        await using var host = await StartAsync();
        var response = await PostAsync(host, "/s/demo", body, type);

        Assert.Equal(expected, await response.SummaryAsync());
        Assert.Equal(attempts, host.Limiter.Keys.Count);
    }

    [Fact]
    public async Task Post_TooLargeOrTooManyFields_IsBounded()
    {
        await using var host = await StartAsync();
        var declared = await PostAsync(host, "/s/demo", "pw=" + new string('x', PasswordForm.MaxBytes));
        Assert.Equal("413 SIZE_LIMIT", await declared.SummaryAsync());
        Assert.Equal(PasswordForm.MaxBytes, (await declared.JsonAsync()).GetProperty("max_bytes").GetInt32());

        using var streamed = new StreamContent(new MemoryStream(Encoding.ASCII.GetBytes("pw=" + new string('x', 100_000))));
        streamed.Headers.ContentType = MediaTypeHeaderValue.Parse(Form);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/s/demo") { Content = streamed };
        request.Headers.TransferEncodingChunked = true;
        Assert.Equal("413 SIZE_LIMIT", await (await host.Client.SendAsync(request, TestContext.Current.CancellationToken)).SummaryAsync());

        var many = string.Join('&', Enumerable.Range(0, 2000).Select(number => $"a{number}="));
        Assert.Equal("401 AUTH_REQUIRED", await (await PostAsync(host, "/s/demo", many + "&pw=secret")).SummaryAsync());
        Assert.Empty(host.Limiter.Keys);
    }

    [Fact]
    public async Task Post_BehindAValidPass_LeadsThereWithoutAnAttempt()
    {
        await using var host = await StartAsync();
        var path = $"/s/demo/~{SharePass.Issue(host.Reader.Guard!, host.Clock.GetUtcNow())}/a.txt";
        var response = await PostAsync(host, path, "pw=wrong");

        Assert.Equal((303, path), ((int)response.StatusCode, response.Header("Location")));
        Assert.Empty(host.Limiter.Keys);
    }

    [Fact]
    public async Task Post_LockedUnknownOrUnprotected_IsRefusedWithoutAnAttempt()
    {
        await using var host = await StartAsync();
        host.Reader.Tier = Tier.Free;
        Assert.Equal("401 AUTH_REQUIRED", await (await PostAsync(host, "/s/demo", "pw=secret")).SummaryAsync());
        Assert.Equal("404 NOT_FOUND", await (await PostAsync(host, "/s/unknown", "pw=secret")).SummaryAsync());
        host.Reader.PasswordHash = null;
        var response = await PostAsync(host, "/s/demo", "pw=secret");
        Assert.Equal("405 METHOD_NOT_ALLOWED", await response.SummaryAsync());
        Assert.Equal("GET, HEAD, OPTIONS", response.Header("Allow"));
        Assert.Empty(host.Limiter.Keys);
    }

    private static async Task<ShareHost> StartAsync()
    {
        var host = await ShareHost.StartAsync();
        (host.Reader.PasswordHash, host.Reader.Tier) = (Hash, Tier.Agent);
        host.Reader.Add("a.txt", "text"u8.ToArray());
        return host;
    }

    private static Task<HttpResponseMessage> PostAsync(ShareHost host, string path, string body, string? type = Form)
    {
        var content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
        if (type is not null)
            content.Headers.ContentType = MediaTypeHeaderValue.Parse(type);
        var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = content };
        // As a sandboxed page sends it.
        request.Headers.TryAddWithoutValidation("Origin", "null");
        return host.Client.SendAsync(request, TestContext.Current.CancellationToken);
    }
}
