using System.Net;
using System.Text.Json;
using Xunit;

namespace Spikes.Contract.Tests.Billing;

/// <summary>
/// The commands <c>upgrade</c>, <c>billing</c> and <c>usage</c> of the CLI: the requests that it sends, byte for byte, and answers as strict
/// as its reader is about names, types and nulls.
/// </summary>
public sealed class CliTests(SpikesServer server)
{
    /// <summary>Serde's rules: whole numbers without a sign, no null where a value is due, no member twice, unknown members skipped.</summary>
    private static readonly JsonSerializerOptions Serde = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        AllowDuplicateProperties = false,
    };

    [Theory]
    [InlineData(BillingFront.ProPrice, "pro", "Already subscribed to Pro")]
    [InlineData(BillingFront.AgentPrice, "agent", "Already subscribed to Agent")]
    public async Task Commands_FromFreeToPaid_ReadEveryAnswer(string price, string tier, string message)
    {
        var billing = server.Billing;
        using var app = billing.NewApp();
        var payer = await Subscriber.NewAsync(app);

        var before = await ReadAsync<Usage>("/usage");
        Assert.Equal((100ul, 5ul, "free"), (before.SpikeLimit, before.ShareLimit, before.Tier));
        Assert.Null(before.CostThisPeriodCents);
        // What it prints of an answer that is no success.
        var noPortal = JsonSerializer.Deserialize<Refused>((await GetAsync("/billing/portal", 404)).Body, Serde)!;
        Assert.Equal(new Refused("No billing account", "NOT_FOUND"), noPortal);

        // A message would be printed in place of opening the page.
        var checkout = await ReadAsync<Checkout>("/billing/checkout");
        Assert.Null(checkout.Message);
        Assert.StartsWith(billing.Stripe.Address + "pay/", checkout.Url, StringComparison.Ordinal);

        var subscription = payer.Subscription(price);
        await payer.TellAsync(subscription.CheckedOut(payer.Id), subscription.Changed("created"));
        Assert.Equal(new Checkout(null, message), await ReadAsync<Checkout>("/billing/checkout"));
        Assert.StartsWith(billing.Stripe.Address + "portal/", (await ReadAsync<Portal>("/billing/portal")).Url, StringComparison.Ordinal);
        var after = await ReadAsync<Usage>("/usage");
        Assert.Equal((null, null, tier), (after.SpikeLimit, after.ShareLimit, after.Tier));
        Assert.Equal(tier == "agent" ? (0ul, after.ResetAt) : (null, null), (after.CostThisPeriodCents, after.PeriodEnds));

        async Task<T> ReadAsync<T>(string path) => JsonSerializer.Deserialize<T>((await GetAsync(path, 200)).Body, Serde)!;

        async Task<(int Status, string Head, string Body)> GetAsync(string path, int status)
        {
            var answer = await AskAsync(billing.NextDoor(), path, payer.Token);
            Assert.Equal((status, false), (answer.Status, answer.Head.Contains("Content-Encoding", StringComparison.OrdinalIgnoreCase)));
            return answer;
        }
    }

    /// <summary>It tells its user to sign in again on 401, and that the server failed on 500; it would follow a redirect without the token.</summary>
    [Theory]
    [InlineData("/billing/checkout", 500)]
    [InlineData("/billing/portal", 500)]
    [InlineData("/usage", 200)]
    public async Task Commands_WhereNothingIsSoldOrWithoutAToken_GetTheirStatus(string path, int status)
    {
        using var app = server.NewApp();
        var address = server.Address;

        Assert.Equal(status, (await AskAsync(address, path, await app.SignUpAsync())).Status);
        Assert.Equal(401, (await AskAsync(address, path, "no-token")).Status);
    }

    /// <summary>A GET as the HTTP library of the CLI writes it.</summary>
    private static Task<(int Status, string Head, string Body)> AskAsync(Uri address, string path, string token) => RawHttp.SendAsync(
        address,
        $"GET {path} HTTP/1.1\r\nHost: {address.Authority}\r\nUser-Agent: ureq/2.12.1\r\nAccept: */*\r\n"
        + $"Authorization: Bearer {token}\r\naccept-encoding: gzip\r\n\r\n",
        IPAddress.Loopback);

    private sealed record Checkout(string? Url = null, string? Message = null);

    private sealed record Portal(string Url);

    private sealed record Refused(string Error, string? Code = null);

    private sealed record Usage(
        ulong Spikes,
        ulong Shares,
        string Tier,
        ulong? SpikeLimit = null,
        ulong? ShareLimit = null,
        string? ResetAt = null,
        ulong? CostThisPeriodCents = null,
        ulong? MonthlyCapCents = null,
        string? PeriodEnds = null);
}
