using Microsoft.Extensions.DependencyInjection;
using Spikes.Gateway.Configuration;

namespace Spikes.Silo.Webhooks;

/// <summary>Registers outgoing webhooks.</summary>
internal static class WebhookServices
{
    /// <summary>The pump and its way out. Needs the gateway's services, which bring the rules, and an <see cref="IWebhookQueue"/>.</summary>
    public static IServiceCollection AddWebhooks(this IServiceCollection services, WebhookOptions options) => services
        .AddSingleton(new RetrySchedule(options))
        .AddSingleton<IWebhookSender, WebhookSender>()
        .AddSingleton<WebhookDelivery>()
        .AddHostedService<WebhookPump>();
}
