using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.DataProtection.Repositories;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Spikes.Gateway.Options;
using Spikes.Gateway.Pages.Dashboard;
using Spikes.Gateway.Pages.Device;

namespace Spikes.Gateway.Pages;

/// <summary>Registers what pages need.</summary>
internal static class PageServices
{
    /// <summary>One name for all nodes: each reads what another one protected.</summary>
    private const string ApplicationName = "spikes";

    public static void AddPages(this IServiceCollection services)
    {
        services.AddDataProtection().SetApplicationName(ApplicationName);
        services.AddSingleton<IXmlRepository, KeyRingRepository>();
        services.AddOptions<KeyManagementOptions>().Configure<IXmlRepository>((keys, repository) => keys.XmlRepository = repository);
        services.AddAntiforgery();
        services.AddOptions<AntiforgeryOptions>().Configure<PublicUrls>((forms, urls) =>
        {
            forms.FormFieldName = FormFields.Token;
            forms.HeaderName = null;
            forms.SuppressXFrameOptionsHeader = true;
            forms.Cookie.Name = PageCookies.NameOf("spikes_form", urls);
            forms.Cookie.HttpOnly = true;
            forms.Cookie.SameSite = SameSiteMode.Lax;
            forms.Cookie.SecurePolicy = urls.IsHttps ? CookieSecurePolicy.Always : CookieSecurePolicy.None;
            forms.Cookie.Path = "/";
        });
        services.AddSingleton<SealedCodes>();
        services.AddSingleton<DashboardView>();
    }
}
