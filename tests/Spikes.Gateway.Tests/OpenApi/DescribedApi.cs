using System.Net;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Spikes.Gateway.Pages;
using Spikes.Gateway.Tests.OpenApi;

[assembly: AssemblyFixture(typeof(DescribedApi))]

namespace Spikes.Gateway.Tests.OpenApi;

/// <summary>The whole gateway on a real server over no grains, and the document it gives.</summary>
public sealed class DescribedApi : IAsyncLifetime
{
    public const string Public = "https://spikes.test";

    private static readonly string[] Methods = ["get", "post", "patch", "delete", "put", "head", "options"];

    private WebApplication? _app;

    public HttpClient Client { get; } = new(new SocketsHttpHandler { AllowAutoRedirect = false });

    public string Text { get; private set; } = "";

    public JsonObject Document { get; private set; } = [];

    internal IReadOnlyList<RouteEndpoint> Endpoints { get; private set; } = [];

    /// <summary>Every operation: <c>GET /spikes</c> and what is said of it.</summary>
    public IReadOnlyDictionary<string, JsonObject> Operations { get; private set; } = new Dictionary<string, JsonObject>();

    public async ValueTask InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        builder.Configuration["Spikes:PublicUrl"] = Public;
        builder.Services.AddSingleton(NoGrains.Create()).AddSingleton(TimeProvider.System)
            .AddSingleton<ICapturedMails, NoMails>().AddSpikesGateway(builder.Configuration);
        _app = builder.Build();
        _app.MapSpikesGateway();
        await _app.StartAsync();
        Client.BaseAddress = new Uri(_app.Urls.Single());
        Endpoints = [.. _app.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()];
        Text = await Client.GetStringAsync(new Uri("/openapi/v1.json", UriKind.Relative));
        Document = JsonNode.Parse(Text)!.AsObject();
        Operations = ReadOperations();
    }

    public JsonObject Schema(string component) => Document["components"]!["schemas"]![component]!.AsObject();

    /// <summary>Every value of every member of this name, at any depth.</summary>
    public IEnumerable<JsonNode> All(string member) => Below(Document, member);

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        if (_app is not null)
            await _app.DisposeAsync();
    }

    public static IEnumerable<JsonNode> Below(JsonNode? node, string member) => node switch
    {
        JsonObject json => json.SelectMany(pair => (pair.Key == member && pair.Value is not null ? [pair.Value] : Array.Empty<JsonNode>())
            .Concat(Below(pair.Value, member))),
        JsonArray list => list.SelectMany(item => Below(item, member)),
        _ => [],
    };

    private Dictionary<string, JsonObject> ReadOperations() => Document["paths"]!.AsObject()
        .SelectMany(path => path.Value!.AsObject().Where(member => Methods.Contains(member.Key))
            .Select(member => (Name: member.Key.ToUpperInvariant() + " " + path.Key, Operation: member.Value!.AsObject())))
        .ToDictionary(pair => pair.Name, pair => pair.Operation);

    private sealed class NoMails : ICapturedMails
    {
        public Task<IReadOnlyList<CapturedMail>> ListAsync(CancellationToken cancellationToken) =>
            Task.FromResult<IReadOnlyList<CapturedMail>>([]);

        public Stream? Open(string id) => null;
    }
}
