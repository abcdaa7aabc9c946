using Microsoft.Extensions.DependencyInjection;

namespace Spikes.Silo.Webhooks;

/// <summary>Registers outgoing webhooks.</summary>
internal static class WebhookServices
{
    /// <summary>What makes one attempt. Needs the gateway's services, which bring the rules, and a <see cref="TimeProvider"/>.</summary>
    public static IServiceCollection AddWebhookSender(this IServiceCollection services) => services.AddSingleton<IWebhookSender, WebhookSender>();
}
