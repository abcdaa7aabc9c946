using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Spikes.Gateway.Tests.Shares;
using Spikes.Grains.Interfaces.Outcomes;
using Spikes.Grains.Interfaces.Pages;

namespace Spikes.Gateway.Tests.Pages;

/// <summary>A form that nobody can judge, because the keys are away, is not called a stranger's.</summary>
public sealed class FormOutageTests
{
    [Theory]
    [InlineData(true, HttpStatusCode.ServiceUnavailable)]
    [InlineData(false, HttpStatusCode.Forbidden)]
    public async Task Form_Foreign_IsForbiddenUnlessTheKeysAreAway(bool isAway, HttpStatusCode expected)
    {
        var (factory, fakes) = FakeGrains.Create();
        var ring = new Ring { IsAway = isAway };
        fakes.Register<IKeyRingGrain>(_ => ring);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        builder.Configuration["Spikes:PublicUrl"] = "http://spikes.test";
        builder.Services.AddSingleton(factory).AddSingleton(TimeProvider.System).AddSpikesGateway(builder.Configuration);
        await using var app = builder.Build();
        app.MapSpikesGateway();
        await app.StartAsync(TestContext.Current.CancellationToken);
        using var client = new HttpClient(new SocketsHttpHandler { UseCookies = false });
        using var form = new FormUrlEncodedContent([new("form_token", "foreign"), new("email", "ann@example.com")]);
        using var request = new HttpRequestMessage(HttpMethod.Post, app.Urls.Single() + "/dashboard/sign-in") { Content = form };
        request.Headers.Add("Cookie", "spikes_form=foreign");

        using var answer = await client.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(expected, answer.StatusCode);
        Assert.Equal("text/html", answer.Content.Headers.ContentType!.MediaType);
    }

    private sealed class Ring : IKeyRingGrain
    {
        private readonly List<string> _elements = [];

        public bool IsAway { get; init; }

        public Task<Outcome<KeyRing>> ReadAsync(CancellationToken cancellationToken) => Answer();

        public Task<Outcome<KeyRing>> AddAsync(string xml, int seen, CancellationToken cancellationToken)
        {
            _elements.Add(xml);
            return Answer();
        }

        private Task<Outcome<KeyRing>> Answer() =>
            Task.FromResult<Outcome<KeyRing>>(IsAway ? Refusal.Unavailable : new KeyRing([.. _elements]));
    }
}
