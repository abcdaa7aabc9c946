using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Spikes.Grains.Billing;
using Spikes.Grains.Cluster;
using Spikes.Grains.Shares;
using Spikes.Grains.Storage;
using Spikes.Grains.Users;

namespace Spikes.Grains;

/// <summary>
/// What the grains need from the host besides a grain storage named <c>Default</c>: the host adds the stores of
/// <see cref="Storage"/> as well.
/// </summary>
public static class SpikesGrains
{
    /// <summary>Adds the options, validated at start, the clock, and what the host runs now and then.</summary>
    public static IServiceCollection AddSpikesGrains(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<TierOptions>()
            .Bind(configuration.GetSection(TierOptions.Section))
            .ValidateDataAnnotations()
            .ValidateOnStart();
        services.AddOptions<UploadLimits>()
            .Bind(configuration.GetSection(UploadLimits.Section))
            .ValidateDataAnnotations()
            .ValidateOnStart();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<PurgeSweeper>();
        services.TryAddSingleton<StateSweeper>();
        services.TryAddSingleton<GraceSweeper>();
        return services;
    }

    /// <summary>Adds <see cref="ISiloPeers"/> and what answers them; the host adds an <see cref="Storage.IStorageWatch"/>.</summary>
    public static IServiceCollection AddSiloPeers(this IServiceCollection services) =>
        services.AddGrainService<SiloPeerService>().AddSingleton<ISiloPeers, SiloPeers>();
}
