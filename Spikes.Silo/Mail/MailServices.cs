using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Spikes.Gateway.Pages;
using Spikes.Gateway.Configuration;

namespace Spikes.Silo.Mail;

/// <summary>Registers outgoing mail.</summary>
internal static class MailServices
{
    /// <summary>The pump and its way out: SMTP when a host is set, else files. Needs an <see cref="IMailQueue"/>.</summary>
    public static IServiceCollection AddMail(this IServiceCollection services, MailOptions options)
    {
        services.AddSingleton(options);
        services.TryAddSingleton(TimeProvider.System);
        if (options.Smtp.Host is not null)
            services.AddSingleton<IMailSender, SmtpMailSender>().AddSingleton(options.Smtp);
        else
            services.AddSingleton<IMailSender>(provider => new PickupMailSender(options.PickupDirectory!, provider.GetRequiredService<TimeProvider>()));
        return services
            .AddSingleton<ISignInLinks, GrainSignInLinks>()
            .AddSingleton<MailDelivery>()
            .AddHostedService<MailPump>();
    }

    /// <summary>Lets the gateway show the pickup directory; for Local mode, where the mails are the developer's own.</summary>
    public static IServiceCollection AddCapturedMails(this IServiceCollection services, MailOptions options) =>
        services.AddSingleton<ICapturedMails>(new CapturedMails(options.PickupDirectory!));
}
