using Spikes.Contract.Tests.Modes;

namespace Spikes.Contract.Tests.Shares;

/// <summary>
/// The program when shared pages have an origin of their own (contract section 5.8): one port, two host names. One process for all tests
/// that ask. The content host has letters, so that it can be spelled in several ways.
/// </summary>
internal static class TwoHosts
{
    public static readonly int Port = LoopbackPort.Free();
    public static readonly string Public = $"http://127.0.0.1:{Port}";
    public static readonly string Content = $"http://localhost:{Port}";

    public static Task<Front> StartAsync(SpikesServer server) => server.OtherAsync(
        "content",
        new Uri(Public),
        [SpikesServer.TrustLoopback, .. UnlimitedRates.Settings, "--Spikes:PublicUrl=" + Public, "--Spikes:ContentUrl=" + Content]);
}
