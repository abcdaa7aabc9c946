using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Spikes.FakeStripe;

/// <summary>
/// Plays Stripe: answers the calls that Spikes makes, shows the pages that people see there, and sends signed events. Everything is in
/// memory, and it writes no log.
/// </summary>
public sealed class FakeStripeServer : IAsyncDisposable
{
    /// <summary>The most requests remembered.</summary>
    private const int MaxRequests = 1000;

    private readonly ConcurrentQueue<FakeRequest> _requests = new();
    private readonly WebApplication _app;

    private FakeStripeServer(FakeStripeOptions options)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls(options.Urls);
        builder.Services.AddRouting();
        _app = builder.Build();
        Events = new EventSender(options.Secret) { Webhook = options.Webhook };
        var sessions = new FakeSessions();
        new ApiSide(this, sessions, options.Key).Map(_app);
        new PaySide(sessions, Events).Map(_app);
        new PortalSide(sessions, Events).Map(_app);
    }

    /// <summary>Where it listens.</summary>
    public Uri Address { get; private set; } = null!;

    /// <summary>Sends its events.</summary>
    public EventSender Events { get; }

    /// <summary>What the next calls meet.</summary>
    public FakeFault Fault { get; set; }

    /// <summary>The calls so far, oldest first.</summary>
    public IReadOnlyList<FakeRequest> Requests => [.. _requests];

    public static async Task<FakeStripeServer> StartAsync(FakeStripeOptions options)
    {
        var server = new FakeStripeServer(options);
        await server._app.StartAsync();
        var bound = server._app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        server.Address = new Uri(bound);
        return server;
    }

    public Task WaitForShutdownAsync() => _app.WaitForShutdownAsync();

    public async ValueTask DisposeAsync()
    {
        Events.Dispose();
        await _app.DisposeAsync();
    }

    internal void Record(FakeRequest request)
    {
        _requests.Enqueue(request);
        if (_requests.Count > MaxRequests)
            _requests.TryDequeue(out _);
    }
}

/// <summary>A call of Stripe's API.</summary>
/// <param name="Path">Its path.</param>
/// <param name="IdempotencyKey">What keeps a repetition from making a second object.</param>
/// <param name="Fields">The form, by the names that Stripe gives them.</param>
public sealed record FakeRequest(string Path, string? IdempotencyKey, IReadOnlyDictionary<string, string> Fields);

/// <summary>How calls go wrong.</summary>
public enum FakeFault
{
    /// <summary>They do not.</summary>
    None,

    /// <summary>Stripe refuses what was asked.</summary>
    Refuses,

    /// <summary>Stripe itself fails.</summary>
    Fails,

    /// <summary>No answer comes.</summary>
    Hangs,

    /// <summary>The connection is cut.</summary>
    Cuts,

    /// <summary>The answer is no JSON.</summary>
    Babbles,

    /// <summary>The session has no address.</summary>
    HasNoUrl,

    /// <summary>The first call fails, the second does not.</summary>
    FailsOnce,
}
