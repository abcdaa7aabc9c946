using Microsoft.AspNetCore.DataProtection;
using Spikes.Gateway.Shares;
using Spikes.Gateway.Shares.Passwords;
using Spikes.Grains.Interfaces.Outcomes;
using Spikes.Grains.Interfaces.Users;

namespace Spikes.Gateway.Tests.Shares;

public sealed class PaidUploadTests
{
    [Theory]
    [InlineData(Tier.Pro)]
    [InlineData(Tier.Agent)]
    [InlineData(Tier.Grace)]
    public async Task Upload_PaidOwner_PasswordIsHashedAndSecretShownOnce(Tier tier)
    {
        await using var host = await ShareHost.StartAsync();
        host.User.Tier = tier;
        var response = await host.UploadAsync(
            new Multipart().File("a").Metadata("""{"password":"secret","webhook_url":"https://example.com/hook"}"""));

        Assert.Equal("201", await response.SummaryAsync());
        var secret = (await response.JsonAsync()).GetProperty("webhook_secret").GetString()!;
        Assert.Matches(@"\A[0-9a-f]{64}\z", secret);
        var command = host.Upload.Command!;
        Assert.True(PasswordHash.Matches(command.PasswordHash!, "secret"));
        Assert.Equal("https://example.com/hook", command.WebhookUrl);
        Assert.DoesNotContain(secret, command.ToString(), StringComparison.Ordinal);
        Assert.Equal(secret, host.Protection.CreateProtector(PaidExtras.SecretPurpose).Unprotect(command.SealedWebhookSecret!));
    }

    [Fact]
    public async Task Upload_WithoutThem_AsksNobodyAndShowsNoSecret()
    {
        await using var host = await ShareHost.StartAsync();
        var response = await host.UploadAsync(new Multipart().File("a").Metadata("""{"password":null,"webhook_url":null}"""));

        Assert.Equal("201", await response.SummaryAsync());
        Assert.False((await response.JsonAsync()).TryGetProperty("webhook_secret", out _));
        Assert.Equal(0, host.User.Questions);
        Assert.Null(host.Upload.Command!.PasswordHash);
    }

    [Fact]
    public async Task Upload_PasswordAlone_ShowsNoSecret()
    {
        await using var host = await ShareHost.StartAsync();
        host.User.Tier = Tier.Pro;
        var response = await host.UploadAsync(new Multipart().File("a").Metadata("""{"password":"secret"}"""));

        Assert.False((await response.JsonAsync()).TryGetProperty("webhook_secret", out _));
        Assert.Null(host.Upload.Command!.SealedWebhookSecret);
    }

    [Fact]
    public async Task Upload_TierUnknown_IsUnavailableUnlessALowerNumberFails()
    {
        await using var host = await ShareHost.StartAsync();
        host.User.IsAway = true;

        Assert.Equal("503 UNAVAILABLE", await (await host.UploadAsync(new Multipart().Metadata("""{"password":"x"}""").File("a"))).SummaryAsync());
        Assert.Equal(
            "400 INVALID_FILENAME file", await (await host.UploadAsync(new Multipart().Metadata("""{"password":"x"}""").File("../a"))).SummaryAsync());
        Assert.Null(host.Upload.Command);
    }

    [Theory]
    [InlineData("http://a-10.0.0.1.test/hook", "403 UPGRADE_REQUIRED")]
    [InlineData("http://a-10.0.0.1-1.2.3.4.test/hook", "400 VALIDATION_ERROR webhook_url")]
    public async Task Upload_FreeOwner_AddressesOfAWebhookAreJudgedBeforeTheTier(string url, string summary)
    {
        await using var host = await ShareHost.StartAsync(webhooks: Extras.Targets("10.0.0.0/8"));
        var upload = new Multipart().Metadata($$"""{"webhook_url":"{{url}}"}""").File("a");

        Assert.Equal(summary, await (await host.UploadAsync(upload)).SummaryAsync());
    }

    [Fact]
    public async Task Upload_TransactionRefuses_IsTheSameAnswer()
    {
        await using var host = await ShareHost.StartAsync();
        host.User.Tier = Tier.Pro;
        host.Upload.CompleteRefusal = Refusal.PaidFeature;
        var response = await host.UploadAsync(new Multipart().File("a").Metadata("""{"password":"x"}"""));

        Assert.Equal("403 UPGRADE_REQUIRED", await response.SummaryAsync());
        Assert.Equal(1, host.Upload.Aborts);
    }
}
