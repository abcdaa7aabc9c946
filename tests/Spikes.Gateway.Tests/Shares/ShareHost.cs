using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Spikes.Gateway.Http;
using Spikes.Gateway.Options;
using Spikes.Gateway.RateLimiting;
using Spikes.Gateway.Shares;
using Spikes.Gateway.Users;
using Spikes.Grains.Interfaces.RateLimiting;
using Spikes.Grains.Interfaces.Shares;
using Spikes.Grains.Interfaces.Spikes;
using Spikes.Grains.Interfaces.Users;

namespace Spikes.Gateway.Tests.Shares;

/// <summary>The share endpoints alone, on a real server, over fake grains; every request comes from one free account.</summary>
internal sealed class ShareHost : IAsyncDisposable
{
    public const string Public = "http://public.test";

    public static readonly Account Owner = new(AccountId.User("u1"), "u1", "u@example.com", Tier.Free);

    private readonly WebApplication _app;

    private ShareHost(WebApplication app)
    {
        _app = app;
        Port = new Uri(app.Urls.Single()).Port;
        Client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false })
        {
            BaseAddress = new Uri($"http://127.0.0.1:{Port}"),
        };
    }

    public int Port { get; }

    public HttpClient Client { get; }

    public FakeUpload Upload { get; } = new();

    public FakeShareReader Reader { get; } = new();

    public FakeSpikes Spikes { get; } = new();

    public FakeUser User { get; } = new(Owner);

    public FakeLimiter Limiter { get; } = new();

    public IDataProtectionProvider Protection => _app.Services.GetRequiredService<IDataProtectionProvider>();

    public required FakeTimeProvider Clock { get; init; }

    public static async Task<ShareHost> StartAsync(
        UploadOptions? limits = null, string? contentUrl = null, WebhookTargets? webhooks = null)
    {
        var (factory, fakes) = FakeGrains.Create();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(IPAddress.Loopback, 0);
            // As for the whole gateway: bodies are counted where they are read.
            kestrel.Limits.MaxRequestBodySize = null;
        });
        var clock = new FakeTimeProvider(new DateTimeOffset(2026, 1, 15, 10, 30, 0, TimeSpan.Zero));
        builder.Services.AddSingleton(factory).AddSingleton<TimeProvider>(clock).AddSingleton<PublicUrls>().AddShareServices();
        builder.Services.AddSingleton<RateLimiter>().AddSingleton<IDataProtectionProvider, EphemeralDataProtectionProvider>();
        builder.Services.Configure<GatewayOptions>(options => (options.PublicUrl, options.ContentUrl) = (Public, contentUrl));
        builder.Services.AddSingleton(Microsoft.Extensions.Options.Options.Create(limits ?? new UploadOptions()));
        if (webhooks is not null)
            builder.Services.AddSingleton(webhooks);
        var app = builder.Build();
        Map(app);
        await app.StartAsync();
        var host = new ShareHost(app) { Clock = clock };
        fakes.Register<IShareReaderGrain>(_ => host.Reader);
        fakes.Register<ISpikeReaderGrain>(_ => host.Spikes);
        fakes.Register<IShareGrain>(_ => host.Spikes);
        host.Spikes.Guard = () => host.Reader.Guard;
        fakes.Register<IUserGrain>(_ => host.User);
        fakes.Register<IRateLimiterGrain>(host.Limiter.Of);
        fakes.Register<IUploadGrain>(key =>
        {
            host.Upload.Key = key;
            return host.Upload;
        });
        return host;
    }

    public Task<HttpResponseMessage> UploadAsync(Multipart body) =>
        UploadAsync(new ByteArrayContent(body.ToArray()), Multipart.ContentType);

    public Task<HttpResponseMessage> UploadAsync(HttpContent content, string? contentType)
    {
        if (contentType is not null)
            content.Headers.TryAddWithoutValidation("Content-Type", contentType);
        return Client.PostAsync(new Uri("/shares", UriKind.Relative), content, TestContext.Current.CancellationToken);
    }

    public Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, params (string Name, string Value)[] headers)
    {
        var request = new HttpRequestMessage(method, path);
        foreach (var (name, value) in headers)
            request.Headers.TryAddWithoutValidation(name, value);
        return Client.SendAsync(request, TestContext.Current.CancellationToken);
    }

    public Task<HttpResponseMessage> GetAsync(string path, params (string Name, string Value)[] headers) =>
        SendAsync(HttpMethod.Get, path, headers);

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.DisposeAsync();
        Upload.Dispose();
    }

    private static void Map(WebApplication app)
    {
        app.Use(async (context, next) =>
        {
            context.Features.Set(new Credential(CredentialKinds.User, "hash", Owner));
            var path = RawPath.Of(context);
            if (RawPath.Decode(path).StartsWith("/s/", StringComparison.Ordinal))
                await context.RequestServices.GetRequiredService<SharePages>().HandleAsync(context, path);
            else
                await next();
        });
        app.UseRouting();
        MapRoute(app, "/shares", ["POST"], ShareUploadEndpoint.Upload);
        MapRoute(app, "/shares", HttpVerbs.Get, ShareEndpoints.List);
        MapRoute(app, "/shares/{id}", HttpVerbs.Get, ShareEndpoints.Get);
        MapRoute(app, "/shares/{id}", ["DELETE"], ShareEndpoints.Delete);
        app.UseEndpoints(_ => { });
    }

    // Behind a parameter, because the route analyzer breaks on handlers of another assembly.
    private static void MapRoute(WebApplication app, string path, string[] methods, Delegate handler) => app.MapMethods(path, methods, handler);
}
