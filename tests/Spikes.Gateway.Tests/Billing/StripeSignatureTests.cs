using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Time.Testing;
using Spikes.Gateway.Billing;
using MsOptions = Microsoft.Extensions.Options.Options;

namespace Spikes.Gateway.Tests.Billing;

public sealed class StripeSignatureTests
{
    private const string Secret = "whsec_test";

    private static readonly byte[] Body = "{\"id\":\"evt_1\"}"u8.ToArray();

    private readonly FakeTimeProvider _time = new(DateTimeOffset.FromUnixTimeSeconds(1_700_000_000));
    private readonly StripeSignature _signature;

    public StripeSignatureTests() => _signature = new StripeSignature(MsOptions.Create(new StripeOptions { WebhookSecret = Secret }), _time);

    [Theory]
    [InlineData(-301, false)]
    [InlineData(-300, true)]
    [InlineData(0, true)]
    [InlineData(300, true)]
    [InlineData(301, false)]
    public void IsValid_Time_MayBeThreeHundredSecondsOff(int seconds, bool isValid) =>
        Assert.Equal(isValid, _signature.IsValid(Body, Header((1_700_000_000 + seconds).ToString(provider: null))));

    [Theory]
    [InlineData("1700000000", true)]
    [InlineData("1700000000.0", false)]
    [InlineData("1.7e9", false)]
    [InlineData("-1", false)]
    [InlineData("9999999999", false)]
    [InlineData("99999999999999999999", false)]
    [InlineData("now", false)]
    public void IsValid_TimeInAnotherForm_IsFalse(string time, bool isValid) => Assert.Equal(isValid, _signature.IsValid(Body, Header(time)));

    [Fact]
    public void IsValid_FollowsTheClockOfTheProgram()
    {
        var header = Header("1700000000");
        _time.Advance(TimeSpan.FromSeconds(300));
        Assert.True(_signature.IsValid(Body, header));
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.False(_signature.IsValid(Body, header));
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("t=1700000000")]
    [InlineData("v1=00")]
    [InlineData("t=1700000000,v0=00")]
    [InlineData("at=1700000000,v1=00")]
    public void IsValid_NoTimeOrNoSignature_IsFalseBeforeTheBodyBecomesText(string header)
    {
        var body = new byte[StripeWebhook.MaxBytes];
        var before = GC.GetAllocatedBytesForCurrentThread();

        Assert.False(_signature.IsValid(body, header));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, body.Length);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData(" ")]
    public void IsConfigured_NoSecret_IsFalse(string? secret) =>
        Assert.False(new StripeSignature(MsOptions.Create(new StripeOptions { WebhookSecret = secret }), _time).IsConfigured);

    private static string Header(string time)
    {
        byte[] signed = [.. Encoding.UTF8.GetBytes(time + "."), .. Body];
        return $"t={time},v1={Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(Secret), signed))}";
    }
}
