using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Spikes.Gateway.Configuration;
using Spikes.Gateway.Shares;
using Spikes.Silo.Webhooks;

namespace Spikes.Silo.Tests.Webhooks;

/// <summary>A sender with a clock, names and a network of its own; knows what was looked up, dialled and logged.</summary>
internal sealed class SenderBench : ILogger<WebhookSender>
{
    /// <summary>A public address; nothing is ever sent there.</summary>
    public const string Public = "93.184.215.14";

    private readonly WebhookRules _rules;

    public SenderBench(params string[] allowed)
    {
        var options = new WebhookOptions();
        foreach (var network in allowed)
            options.AllowedPrivateNetworks.Add(network);
        _rules = new WebhookRules(Microsoft.Extensions.Options.Options.Create(options));
        LookUp = (host, _) => Names.TryGetValue(host, out var addresses)
            ? Task.FromResult<IPAddress[]?>([.. addresses.Select(IPAddress.Parse)])
            : throw new SocketException((int)SocketError.HostNotFound);
        Dial = (endPoint, token) => IPAddress.IsLoopback(endPoint.Address)
            ? WebhookConnection.DialAsync(endPoint, token)
            : throw new SocketException((int)SocketError.HostUnreachable);
    }

    public FakeTimeProvider Time { get; } = new(WebhookSamples.Noon);

    /// <summary>What names lead to, unless <see cref="LookUp"/> is replaced.</summary>
    public Dictionary<string, string[]> Names { get; } = [];

    public Func<string, CancellationToken, Task<IPAddress[]?>> LookUp { get; set; }

    /// <summary>Connects; by default to loopback addresses only.</summary>
    public WebhookDial Dial { get; set; }

    public X509Certificate2Collection? Authorities { get; set; }

    public ConcurrentQueue<string> LookedUp { get; } = new();

    public ConcurrentQueue<string> Dialled { get; } = new();

    public ConcurrentQueue<string> Logged { get; } = new();

    /// <summary>Lets every address lead to the receiver.</summary>
    public void LeadTo(WebhookReceiver receiver) =>
        Dial = (endPoint, token) => WebhookConnection.DialAsync(new IPEndPoint(IPAddress.Loopback, receiver.Port), token);

    /// <summary>Lets every address lead to what is written down.</summary>
    public void LeadTo(ScriptedStream stream) => Dial = (_, _) => ValueTask.FromResult<Stream>(stream);

    public Task<AttemptResult> SendAsync(string url) => SendAsync(url, TestContext.Current.CancellationToken);

    public Task<AttemptResult> SendAsync(string url, CancellationToken cancellationToken)
    {
        var sender = new WebhookSender(_rules, Time, this)
        {
            LookUp = (host, token) =>
            {
                LookedUp.Enqueue(host);
                return LookUp(host, token);
            },
            Dial = (endPoint, token) =>
            {
                Dialled.Enqueue(endPoint.ToString());
                return Dial(endPoint, token);
            },
            Authorities = Authorities,
        };
        return sender.SendAsync(WebhookSamples.Call(url), cancellationToken);
    }

    public void AssertNothingWasDialled() => Assert.Empty(Dialled);

    IDisposable? ILogger.BeginScope<TState>(TState state) => null;

    bool ILogger.IsEnabled(LogLevel logLevel) => true;

    void ILogger.Log<TState>(LogLevel level, EventId id, TState state, Exception? exception, Func<TState, Exception?, string> format) =>
        Logged.Enqueue($"{level}: {format(state, exception)} {exception}".Trim());
}
