using Microsoft.Extensions.Configuration;
using Spikes.Gateway.Configuration;

namespace Spikes.Silo.Tests.Configuration;

public sealed class EffectiveValuesTests
{
    [Theory]
    [InlineData(null, null, null)]
    [InlineData("", "plain", "plain")]
    [InlineData(null, "plain", "plain")]
    [InlineData("own", "plain", "own")]
    [InlineData("own", "", "own")]
    public void AdminToken_PlainVariable_StandsInWhenTheKeyIsUnset(string? own, string? plain, string? expected)
    {
        var values = Of(("Spikes:AdminToken", own), ("SPIKES_TOKEN", plain));

        Assert.Equal(expected, values["Spikes:AdminToken"]);
    }

    [Fact]
    public void Pairs_EmptyAndUnknownKeys_AreLeftOut()
    {
        var values = Of(("Spikes:Limits:FreeShares", ""), ("Spikes:Typo", "1"), ("Logging:LogLevel:Default", "Debug"), ("Spikes:PublicUrl", "http://a.example"));

        Assert.Equal(["Logging:LogLevel:Default", "Spikes:PublicUrl"], values.Pairs.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(["Spikes:Typo"], values.UnknownKeys);
    }

    [Fact]
    public void Pairs_BoundToOptions_GiveDefaultsForEmptyValues()
    {
        var pairs = Of(("Spikes:Mail:Smtp:Port", ""), ("Spikes:Cluster:ServeHttp", " "), ("Spikes:Webhooks:RetryDelays:0", "")).Pairs;
        var settings = new ConfigurationBuilder().AddInMemoryCollection(pairs).Build().GetSection("Spikes").Get<SpikesSettings>() ?? new();

        Assert.Equal(587, settings.Mail.Smtp.Port);
        Assert.False(settings.Cluster.ServeHttp);
        Assert.Equal(7, settings.Webhooks.Delays.Count);
    }

    [Fact]
    public void RetryDelays_Set_ReplaceTheWholeList()
    {
        var pairs = Of(("Spikes:Webhooks:RetryDelays:0", "00:00:01"), ("Spikes:Webhooks:RetryDelays:1", "00:00:02")).Pairs;
        var settings = new ConfigurationBuilder().AddInMemoryCollection(pairs).Build().GetSection("Spikes").Get<SpikesSettings>()!;

        Assert.Equal([TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(2)], settings.Webhooks.Delays);
    }

    private static EffectiveValues Of(params (string Key, string? Value)[] settings) =>
        EffectiveValues.Of(new ConfigurationBuilder()
            .AddInMemoryCollection(settings.ToDictionary(setting => setting.Key, setting => setting.Value)).Build());
}
