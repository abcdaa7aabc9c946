using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Spikes.Gateway.Billing;

/// <summary>Registers what the billing endpoints need.</summary>
internal static class BillingServices
{
    public static IServiceCollection AddBilling(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<StripeOptions>().Bind(configuration.GetSection(StripeOptions.Section));
        return services
            .AddSingleton<StripeApi>()
            .AddSingleton<StripeSignature>()
            .AddSingleton<BillingLinks>();
    }
}
