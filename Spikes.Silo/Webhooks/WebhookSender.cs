using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Microsoft.Extensions.Logging;
using Spikes.Gateway.Shares;

namespace Spikes.Silo.Webhooks;

/// <summary>
/// Sends webhooks to whomever strangers named (contract section 9). Each attempt has a handler and a connection of its own: a shared one
/// may give a request the connection that was opened, and checked, for another.
/// </summary>
internal sealed partial class WebhookSender(WebhookRules rules, TimeProvider time, ILogger<WebhookSender> logger) : IWebhookSender
{
    /// <summary>The longest one attempt may take, from looking up the name to the last response header.</summary>
    public static readonly TimeSpan Timeout = TimeSpan.FromSeconds(10);

    private const int MostHeaderKibibytes = 32;

    private static readonly Oid ServerAuthentication = new("1.3.6.1.5.5.7.3.1");

    /// <summary>Asks for the addresses of a name, as <see cref="NameResolver.LookUpAsync"/> does.</summary>
    internal Func<string, CancellationToken, Task<IPAddress[]?>> LookUp { get; init; } = new NameResolver().LookUpAsync;

    /// <summary>Connects to an address.</summary>
    internal WebhookDial Dial { get; init; } = WebhookConnection.DialAsync;

    /// <summary>The only certificate authorities that are trusted; null for those of the system.</summary>
    internal X509Certificate2Collection? Authorities { get; init; }

    public async Task<AttemptResult> SendAsync(WebhookCall call, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(Timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            return await TryAsync(call, either.Token);
        }
        catch (Exception fault)
        {
            cancellationToken.ThrowIfCancellationRequested();
            // Only the kind: the text of an exception can hold host and address.
            LogLater(call.Id, limit.IsCancellationRequested ? "timeout" : Kind(fault));
            return AttemptResult.TryLater;
        }
    }

    private async Task<AttemptResult> TryAsync(WebhookCall call, CancellationToken cancellationToken)
    {
        // The URL was checked at upload, but perhaps by older rules or under other settings.
        if (!WebhookUrl.TryParse(call.Url, out var url) || !rules.AllowsHost(url))
            return Fail(call, "refused URL");
        if (await AddressesAsync(url, cancellationToken) is not { } addresses)
            return AttemptResult.NotTried;
        if (addresses.Length == 0)
            return TryLater(call, "name without address");
        if (!rules.AllowsAll(url, addresses))
            return Fail(call, "refused address");

        using var connection = new WebhookConnection(addresses, Dial, time, cancellationToken);
        using var http = new HttpMessageInvoker(Handler(connection));
        using var request = Request(call, url);
        // Comes back with the last header; the body stays unread.
        using var response = await http.SendAsync(request, cancellationToken);
        return Judge(call, (int)response.StatusCode);
    }

    private async Task<IPAddress[]?> AddressesAsync(WebhookUrl url, CancellationToken cancellationToken)
    {
        var found = url.Literal is { } literal ? [literal] : await LookUp(url.Host, cancellationToken);
        return found is null ? null : [.. found.Select(WebhookRules.Plain).Distinct()];
    }

    private SocketsHttpHandler Handler(WebhookConnection connection) => new()
    {
        ConnectCallback = connection.OpenAsync,
        // A proxy would look up the name by itself, and connect to what it finds.
        UseProxy = false,
        AllowAutoRedirect = false,
        UseCookies = false,
        AutomaticDecompression = DecompressionMethods.None,
        // Traces are nobody else's business: no header tells of them, and none of them holds the URL.
        ActivityHeadersPropagator = null,
        PooledConnectionLifetime = TimeSpan.Zero,
        MaxConnectionsPerServer = 1,
        MaxResponseHeadersLength = MostHeaderKibibytes,
        MaxResponseDrainSize = 0,
        SslOptions = new SslClientAuthenticationOptions { CertificateChainPolicy = CertificateRules() },
    };

    /// <summary>
    /// The usual ones without downloads: a certificate names URLs where its issuer and its revocation are to be found, and these too would
    /// be called, whatever their addresses are.
    /// </summary>
    private X509ChainPolicy CertificateRules()
    {
        var policy = new X509ChainPolicy { DisableCertificateDownloads = true, RevocationMode = X509RevocationMode.NoCheck };
        policy.ApplicationPolicy.Add(ServerAuthentication);
        if (Authorities is not null)
        {
            policy.TrustMode = X509ChainTrustMode.CustomRootTrust;
            policy.CustomTrustStore.AddRange(Authorities);
        }

        return policy;
    }

    private HttpRequestMessage Request(WebhookCall call, WebhookUrl url)
    {
        var body = Encoding.UTF8.GetBytes(call.Body);
        var now = time.GetUtcNow().ToUnixTimeSeconds();
        var request = new HttpRequestMessage(HttpMethod.Post, url.Url) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        // Nothing else will come on this connection.
        request.Headers.ConnectionClose = true;
        request.Headers.UserAgent.Add(new ProductInfoHeaderValue("Spikes-Webhook", "1"));
        request.Headers.Add("X-Spikes-Signature", WebhookSignatures.Spikes(call.Secret, now, body));
        request.Headers.Add("webhook-id", call.Id);
        request.Headers.Add("webhook-timestamp", now.ToString(CultureInfo.InvariantCulture));
        request.Headers.Add("webhook-signature", WebhookSignatures.Standard(call.Secret, call.Id, now, body));
        return request;
    }

    private AttemptResult Judge(WebhookCall call, int status) => status switch
    {
        >= 200 and < 300 => AttemptResult.Delivered,
        >= 300 and < 500 and not 429 => Fail(call, FormattableString.Invariant($"status {status}")),
        // Also for a status that HTTP does not have: it says nothing about the call.
        _ => TryLater(call, FormattableString.Invariant($"status {status}")),
    };

    private AttemptResult TryLater(WebhookCall call, string reason)
    {
        LogLater(call.Id, reason);
        return AttemptResult.TryLater;
    }

    private AttemptResult Fail(WebhookCall call, string reason)
    {
        LogFailed(call.Id, reason);
        return AttemptResult.Failed;
    }

    private static string Kind(Exception fault) => fault switch
    {
        HttpRequestException { HttpRequestError: not HttpRequestError.Unknown } known => known.HttpRequestError.ToString(),
        HttpRequestException { InnerException: { } cause } => cause.GetType().Name,
        _ => fault.GetType().Name,
    };

    [LoggerMessage(Level = LogLevel.Information, Message = "Webhook {Id} was not taken now: {Reason}")]
    private partial void LogLater(string id, string reason);

    [LoggerMessage(Level = LogLevel.Information, Message = "Webhook {Id} failed for good: {Reason}")]
    private partial void LogFailed(string id, string reason);
}
