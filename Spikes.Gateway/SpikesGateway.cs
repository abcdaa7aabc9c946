using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Spikes.Gateway.Billing;
using Spikes.Gateway.Configuration;
using Spikes.Gateway.Health;
using Spikes.Gateway.Http;
using Spikes.Gateway.OpenApi;
using Spikes.Gateway.Options;
using Spikes.Gateway.Pages;
using Spikes.Gateway.Pages.Dashboard;
using Spikes.Gateway.Pages.Device;
using Spikes.Gateway.Pages.SignIn;
using Spikes.Gateway.Projects;
using Spikes.Gateway.RateLimiting;
using Spikes.Gateway.Shares;
using Spikes.Gateway.Spikes;
using Spikes.Gateway.Users;
using Spikes.Gateway.Widget;

namespace Spikes.Gateway;

/// <summary>The HTTP contract on top of a grain factory: services, pipeline, routes.</summary>
public static class SpikesGateway
{
    /// <summary>Registers what the routes need. The host brings the grain factory and a <see cref="TimeProvider"/>.</summary>
    public static IServiceCollection AddSpikesGateway(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<GatewayOptions>().Bind(configuration.GetSection(GatewayOptions.Section));
        services.AddOptions<UploadOptions>().Bind(configuration.GetSection(UploadOptions.Section)).ValidateDataAnnotations().ValidateOnStart();
        services.AddOptions<RateLimitOptions>().Bind(configuration.GetSection(RateLimitOptions.Section)).ValidateDataAnnotations().ValidateOnStart();
        services.AddOptions<WebhookOptions>().Bind(configuration.GetSection(WebhookOptions.Section));
        services.AddSingleton<PublicUrls>();
        services.AddSingleton<Authenticator>();
        services.AddSingleton<RateLimiter>();
        services.AddSingleton<SpikeSubmission>();
        services.AddSingleton<ProjectRegistration>();
        services.AddSingleton<Readiness>();
        services.AddSingleton<Scripts>();
        services.AddSingleton<SignInMails>();
        services.AddPages();
        services.AddShareServices();
        services.AddBilling(configuration);
        services.AddTrustedProxies(configuration);
        return services.AddApiDescription();
    }

    /// <summary>Maps the probes alone, for a silo that leaves the rest to gateways.</summary>
    public static WebApplication MapSpikesProbes(this WebApplication app)
    {
        app.UseMiddleware<ErrorBoundary>();
        app.UseRouting();
        app.MapHealth();
        return app;
    }

    /// <summary>Builds the pipeline and maps every route.</summary>
    public static WebApplication MapSpikesGateway(this WebApplication app)
    {
        app.UseMiddleware<SlashRules>();
        app.UseTrustedProxies();
        app.UseMiddleware<CrossOrigin>();
        app.UseMiddleware<ErrorBoundary>();
        app.UseMiddleware<ContentOrigin>();
        app.UseMiddleware<PathRules>();
        app.UseRouting();
        app.MapSpikes();
        app.MapShares();
        app.MapSignIn();
        app.MapDeviceSignIn();
        app.MapTokens();
        app.MapApiKeys();
        app.MapProjects();
        app.MapBilling();
        app.MapHealth();
        app.MapServiceDescription();
        app.MapScripts();
        app.MapVerifyPages();
        app.MapDevicePages();
        app.MapDashboard();
        app.MapDevMail();
        app.MapApiDescription();
        return app;
    }
}
