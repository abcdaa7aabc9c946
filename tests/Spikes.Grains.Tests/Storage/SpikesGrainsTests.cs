using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Spikes.Grains.Shares;
using Spikes.Grains.Users;

namespace Spikes.Grains.Tests.Storage;

public sealed class SpikesGrainsTests
{
    [Fact]
    public void AddSpikesGrains_NoConfiguration_HasTheDefaults()
    {
        using var services = Build();
        var tiers = services.GetRequiredService<IOptions<TierOptions>>().Value;
        var uploads = services.GetRequiredService<IOptions<UploadLimits>>().Value;

        Assert.Equal((5, 100), (tiers.FreeShares, tiers.FreeSpikesPerShare));
        Assert.Equal((52428800L, 2000), (uploads.MaxUploadBytes, uploads.MaxFilesPerShare));
    }

    [Fact]
    public void AddSpikesGrains_Configured_TakesTheValues()
    {
        using var services = Build(("Spikes:Limits:FreeShares", "7"), ("Spikes:Limits:MaxUploadBytes", "10"));

        Assert.Equal(7, services.GetRequiredService<IOptions<TierOptions>>().Value.FreeShares);
        Assert.Equal(10, services.GetRequiredService<IOptions<UploadLimits>>().Value.MaxUploadBytes);
    }

    [Theory]
    [InlineData("FreeShares")]
    [InlineData("FreeSpikesPerShare")]
    [InlineData("MaxUploadBytes")]
    [InlineData("MaxFilesPerShare")]
    public void AddSpikesGrains_NegativeLimit_StopsTheStartAndNamesTheKey(string key)
    {
        using var services = Build(("Spikes:Limits:" + key, "-1"));

        var failure = Assert.ThrowsAny<Exception>(() => services.GetRequiredService<IStartupValidator>().Validate());

        Assert.Contains(key, failure.ToString(), StringComparison.Ordinal);
    }

    private static ServiceProvider Build(params (string Key, string Value)[] settings)
    {
        var pairs = settings.Select(setting => KeyValuePair.Create(setting.Key, (string?)setting.Value));
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(pairs).Build();
        return new ServiceCollection().AddSpikesGrains(configuration).BuildServiceProvider();
    }
}
