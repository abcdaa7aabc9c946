using Microsoft.Extensions.DependencyInjection;
using Spikes.Gateway.Shares.Passwords;

namespace Spikes.Gateway.Shares;

/// <summary>Registers what the share endpoints need.</summary>
internal static class ShareServices
{
    public static IServiceCollection AddShareServices(this IServiceCollection services) => services
        .AddSingleton<ShareVersions>()
        .AddSingleton<OpenedFiles>()
        .AddSingleton<ShareUploads>()
        .AddSingleton<ShareMarkup>()
        .AddSingleton<ShareContents>()
        .AddSingleton<ShareFileSender>()
        .AddSingleton<PasswordHasher>()
        .AddSingleton<PasswordGate>()
        .AddSingleton<ProtectedShares>()
        .AddSingleton<WebhookRules>()
        .AddSingleton<WebhookTargets>()
        .AddSingleton<PaidExtras>()
        .AddSingleton<SharePages>();
}
