using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Spikes.Gateway.Http;
using Spikes.Gateway.Users;

namespace Spikes.Gateway.RateLimiting;

/// <summary>Step RATE of contract section 0.4, stated once per route.</summary>
internal static class RateLimitFilter
{
    /// <summary>Counts requests per client address.</summary>
    public static TBuilder LimitPerClient<TBuilder>(this TBuilder builder, RateLimit limit)
        where TBuilder : IEndpointConventionBuilder => builder.Limit(limit, ClientAddress.Of);

    /// <summary>Counts requests per credential.</summary>
    public static TBuilder LimitPerCredential<TBuilder>(this TBuilder builder, RateLimit limit)
        where TBuilder : IEndpointConventionBuilder => builder.Limit(limit, context => context.Credential().Hash);

    /// <summary>Counts requests per account.</summary>
    public static TBuilder LimitPerAccount<TBuilder>(this TBuilder builder, RateLimit limit)
        where TBuilder : IEndpointConventionBuilder => builder.Limit(limit, context => context.Account().Id.Value);

    private static TBuilder Limit<TBuilder>(this TBuilder builder, RateLimit limit, Func<HttpContext, string> subject)
        where TBuilder : IEndpointConventionBuilder
    {
        builder.Refuses(ErrorCode.RateLimit, ErrorCode.Unavailable);
        return builder.AddEndpointFilter(async (call, next) =>
        {
            var context = call.HttpContext;
            var limiter = context.RequestServices.GetRequiredService<RateLimiter>();
            return await limiter.AdmitAsync(limit, subject(context)) ?? await next(call);
        });
    }
}
