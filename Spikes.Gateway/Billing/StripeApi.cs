using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Spikes.Gateway.Configuration;
using Spikes.Grains.Interfaces.Outcomes;
using Stripe;
using Stripe.Checkout;

namespace Spikes.Gateway.Billing;

/// <summary>
/// The calls to Stripe. They are made here and not by a grain, whose turn must not wait for a foreign server. Whatever goes wrong is
/// <see cref="ErrorCode.UpstreamError"/>.
/// </summary>
internal sealed partial class StripeApi(IOptions<StripeOptions> options, TimeProvider clock, ILogger<StripeApi> log) : IDisposable
{
    /// <summary>How long a call may take, its repetition included.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    /// <summary>For as long an address of Stripe's servers is used.</summary>
    private static readonly TimeSpan ConnectionLifetime = TimeSpan.FromMinutes(5);

    /// <summary>Stripe.net repeats with the same idempotency key, so that nothing is made twice.</summary>
    private const int Repetitions = 1;

    private const int Connections = 32;

    private static readonly Refusal Failed = new(ErrorCode.UpstreamError, "The payment provider did not answer usefully");

    private readonly HttpClient _http = new(new SocketsHttpHandler
    {
        UseProxy = false,
        UseCookies = false,
        AllowAutoRedirect = false,
        ConnectTimeout = Limit,
        MaxConnectionsPerServer = Connections,
        PooledConnectionLifetime = ConnectionLifetime,
    })
    {
        Timeout = System.Threading.Timeout.InfiniteTimeSpan,
    };

    private StripeClient? _client;

    /// <summary>Made at the first call: without a key there is none.</summary>
    private StripeClient Client => _client ??= new StripeClient(
        options.Value.SecretKey,
        httpClient: new SystemNetHttpClient(_http, Repetitions, appInfo: null, enableTelemetry: false),
        apiBase: options.Value.ApiBase.TrimEnd('/'));

    /// <summary>Where a browser pays.</summary>
    public Task<Outcome<string>> CreateCheckoutAsync(SessionCreateOptions session, CancellationToken cancellationToken) => CallAsync(
        async token => (await new SessionService(Client).CreateAsync(session, requestOptions: null, token)).Url, cancellationToken);

    /// <summary>Where a browser changes or ends what is paid for.</summary>
    public Task<Outcome<string>> CreatePortalAsync(string customer, string returnUrl, CancellationToken cancellationToken)
    {
        var session = new Stripe.BillingPortal.SessionCreateOptions { Customer = customer, ReturnUrl = returnUrl };
        return CallAsync(
            async token => (await new Stripe.BillingPortal.SessionService(Client).CreateAsync(session, requestOptions: null, token)).Url,
            cancellationToken);
    }

    public void Dispose() => _http.Dispose();

    private async Task<Outcome<string>> CallAsync(Func<CancellationToken, Task<string?>> call, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(Limit, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            // A browser is sent there.
            if (await call(either.Token) is { } url && ValueRules.WebAddress(url) is not null)
                return url;
            LogNoUrl();
        }
        catch (StripeException fault)
        {
            // Its message may hold what was sent.
            LogRefused((int)fault.HttpStatusCode, fault.StripeError?.Type, fault.StripeError?.Code, fault.StripeResponse?.RequestId);
        }
        catch (Exception fault) when (!cancellationToken.IsCancellationRequested)
        {
            // The library throws whatever it likes about an answer that is none of Stripe's.
            LogFailed(limit.IsCancellationRequested ? nameof(TimeoutException) : fault.GetType().Name);
        }

        return Failed;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Stripe refused a call: status {Status}, {Type}, {Code}, request {RequestId}")]
    private partial void LogRefused(int status, string? type, string? code, string? requestId);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Stripe could not be asked: {Fault}")]
    private partial void LogFailed(string fault);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Stripe answered without an address to go to")]
    private partial void LogNoUrl();
}
