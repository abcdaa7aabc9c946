using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Threading.Channels;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Spikes.Testing;

/// <summary>Plays the server of somebody who wants webhooks: records what comes and answers as it is told. It writes no log.</summary>
public sealed class WebhookReceiver : IAsyncDisposable
{
    /// <summary>The most calls remembered.</summary>
    private const int MaxCalls = 1000;

    private readonly ConcurrentQueue<ReceivedWebhook> _calls = new();
    private readonly ConcurrentQueue<WebhookAnswer> _next = new();
    private readonly Channel<ReceivedWebhook> _arrivals = Channel.CreateUnbounded<ReceivedWebhook>();
    private readonly CancellationTokenSource _end = new();
    private readonly WebApplication _app;
    private int _connections;
    private int _isOver;

    private WebhookReceiver(IPAddress address, SslStreamCertificateContext? certificate)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Listen(address, 0, listener => Configure(listener, certificate));
        });
        _app = builder.Build();
        _app.Run(ReceiveAsync);
    }

    /// <summary>Where it listens.</summary>
    public Uri Address { get; private set; } = null!;

    public int Port => Address.Port;

    /// <summary>The connections so far, also those that got no further than that.</summary>
    public int Connections => Volatile.Read(ref _connections);

    /// <summary>The calls so far, oldest first.</summary>
    public IReadOnlyList<ReceivedWebhook> Calls => [.. _calls];

    /// <summary>What calls are answered for which <see cref="AnswerNext"/> has nothing; 200 at first.</summary>
    public WebhookAnswer Answer { get; set; } = new();

    /// <param name="address">Where to listen; 127.0.0.1 when left out. Linux has all of 127.0.0.0/8.</param>
    /// <param name="certificate">Makes it https; <see cref="TestAuthority.Issue"/> makes one.</param>
    public static async Task<WebhookReceiver> StartAsync(IPAddress? address = null, SslStreamCertificateContext? certificate = null)
    {
        var receiver = new WebhookReceiver(address ?? IPAddress.Loopback, certificate);
        await receiver._app.StartAsync();
        var bound = receiver._app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
        receiver.Address = new Uri(bound);
        return receiver;
    }

    /// <summary>Answers the next calls, one each, in this order.</summary>
    public void AnswerNext(params ReadOnlySpan<WebhookAnswer> answers)
    {
        foreach (var answer in answers) _next.Enqueue(answer);
    }

    /// <summary>The next call that was not yet given, as soon as its last byte is there and before it is answered.</summary>
    public async Task<ReceivedWebhook> NextAsync(CancellationToken cancellationToken) => await _arrivals.Reader.ReadAsync(cancellationToken);

    /// <summary>A test that wants nobody to listen may come first.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _isOver, 1) != 0) return;
        // Whom it keeps waiting would keep it from ending.
        await _end.CancelAsync();
        await _app.DisposeAsync();
        _end.Dispose();
    }

    private void Configure(ListenOptions listener, SslStreamCertificateContext? certificate)
    {
        listener.Use(next => connection =>
        {
            Interlocked.Increment(ref _connections);
            return next(connection);
        });
        if (certificate is null) return;
        // With a certificate context of its own the server looks for no issuer on the network.
        var tls = new SslServerAuthenticationOptions { ServerCertificateContext = certificate };
        listener.UseHttps(new TlsHandshakeCallbackOptions { OnConnection = _ => ValueTask.FromResult(tls) });
    }

    private async Task ReceiveAsync(HttpContext context)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, _end.Token);
        try
        {
            var call = await ReceivedWebhook.ReadAsync(context.Request, either.Token);
            Record(call);
            var answer = _next.TryDequeue(out var next) ? next : Answer;
            await answer.GiveAsync(context, either.Token);
        }
        catch (Exception exception) when (exception is OperationCanceledException or IOException or ConnectionResetException)
        {
            // The caller has gone, or the test is over.
            context.Abort();
        }
    }

    private void Record(ReceivedWebhook call)
    {
        _calls.Enqueue(call);
        if (_calls.Count > MaxCalls) _calls.TryDequeue(out _);
        _arrivals.Writer.TryWrite(call);
    }
}

/// <summary>A call that came.</summary>
/// <param name="Method">Its method.</param>
/// <param name="Target">Path and query as they were sent.</param>
/// <param name="Protocol">The version of HTTP.</param>
/// <param name="Headers">By name, in any casing; what came more than once is joined.</param>
/// <param name="Body">Its bytes.</param>
public sealed record ReceivedWebhook(string Method, string Target, string Protocol, IReadOnlyDictionary<string, string> Headers, byte[] Body)
{
    internal static async Task<ReceivedWebhook> ReadAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        using var body = new MemoryStream();
        await request.Body.CopyToAsync(body, cancellationToken);
        var target = request.HttpContext.Features.Get<IHttpRequestFeature>()!.RawTarget;
        var headers = request.Headers.ToDictionary(header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase);
        return new ReceivedWebhook(request.Method, target, request.Protocol, headers, body.ToArray());
    }
}
