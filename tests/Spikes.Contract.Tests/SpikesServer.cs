using System.Collections.Concurrent;
using Spikes.Contract.Tests;
using Spikes.Contract.Tests.Billing;
using Spikes.Contract.Tests.Modes;
using Xunit;

[assembly: AssemblyFixture(typeof(SpikesServer))]

namespace Spikes.Contract.Tests;

/// <summary>
/// The program as real processes, for all tests of this assembly: in Local mode, or in Cluster mode when the environment variable
/// <c>SPIKES_TEST_MODE</c> says so. A test about one of the modes carries the trait <c>Mode</c> with its name.
/// </summary>
public sealed class SpikesServer : IAsyncLifetime
{
    /// <summary>Loopback counts as a proxy, so that each client can have an address of its own.</summary>
    public const string TrustLoopback = "--Spikes:TrustedProxies:0=127.0.0.0/8";

    private const string ModeVariable = "SPIKES_TEST_MODE";
    private const string ClusterName = "Cluster";

    private readonly TestDirectory _files = new();
    private readonly ConcurrentDictionary<string, Lazy<Task<Front>>> _others = new();
    private readonly Lazy<Task<BillingFront>> _faultyBilling;
    private ITestedMode _mode = null!;
    private Front _limited = null!;
    private Front _unlimited = null!;
    private BillingFront? _billing;

    public SpikesServer() => _faultyBilling = new(() => StartBillingAsync(settings => _mode.StartLaterAsync("faulty-billing", address: null, settings)));

    public string AdminToken => _limited.AdminToken;

    public string PublicUrl => _limited.PublicUrl;

    /// <summary>Of the program, for one request; in a cluster each time another door.</summary>
    public Uri Address => _limited.NextDoor();

    /// <summary>Whether the program runs as a cluster.</summary>
    public bool IsCluster => _mode is ClusterMode;

    /// <summary>The cluster, for tests with the trait <c>Mode=Cluster</c>.</summary>
    internal ClusterMode Cluster => _mode as ClusterMode
        ?? throw new InvalidOperationException($"This test is for {ModeVariable}={ClusterName}; leave it out with -trait- Mode={ClusterName}");

    /// <summary>The program with a Stripe of its own, without rate limits.</summary>
    internal BillingFront Billing => _billing!;

    /// <summary>A client with an address of its own.</summary>
    /// <param name="unlimited">True for one without rate limits.</param>
    public SpikesApp NewApp(bool unlimited = false) => (unlimited ? _unlimited : _limited).NewApp();

    /// <summary>A new user with a tier, on a client with an address of its own.</summary>
    public Task<Payer> NewPayerAsync(string tier = "pro", bool unlimited = false) =>
        Payer.SignUpAsync(NewApp(unlimited), (unlimited ? _unlimited : _limited).Tiers, tier);

    /// <summary>Clients with an address of their own, one for each door: in a cluster two gateways, then a silo that serves HTTP.</summary>
    public SpikesApp[] NewAppsOfEachDoor() => _limited.NewAppsOfEachDoor();

    /// <summary>Gives a user a tier, as a payment does.</summary>
    public Task SetTierAsync(string userId, string tier) => _limited.Tiers.SetAsync(userId, tier);

    /// <summary>
    /// The program with settings of its own, started when the first test asks for it, shared by all that ask by this name; in a cluster one
    /// gateway.
    /// </summary>
    public Task<Front> OtherAsync(string name, params string[] settings) => OtherAsync(name, address: null, settings);

    /// <inheritdoc cref="OtherAsync(string, string[])"/>
    public Task<Front> OtherAsync(string name, Uri? address, params string[] settings) => _others.GetOrAdd(
        name, _ => new Lazy<Task<Front>>(() => _mode.StartLaterAsync(name, address, settings))).Value;

    /// <summary>The program on storage of its own, as <see cref="OtherAsync(string, string[])"/>; in a cluster one gateway and a silo that serves HTTP.</summary>
    public Task<Front> ApartAsync(string name, params string[] settings) => _others.GetOrAdd(
        name, _ => new Lazy<Task<Front>>(() => _mode.StartApartAsync(name, settings))).Value;

    /// <summary>As <see cref="Billing"/>, for tests that make its Stripe fail; in a cluster one gateway.</summary>
    internal Task<BillingFront> FaultyBillingAsync() => _faultyBilling.Value;

    /// <summary>A file that lives as long as the processes.</summary>
    public string WriteFile(string name, string content) => _files.WriteFile(name, content);

    public async ValueTask InitializeAsync()
    {
        _mode = Environment.GetEnvironmentVariable(ModeVariable) switch
        {
            null or "" or "Local" => new LocalMode(),
            ClusterName => await ClusterMode.StartAsync(),
            var other => throw new InvalidOperationException($"{ModeVariable}={other}: Local or {ClusterName}"),
        };
        var limited = _mode.StartAsync("limited", TrustLoopback);
        var unlimited = _mode.StartAsync("unlimited", [TrustLoopback, .. UnlimitedRates.Settings]);
        _billing = await StartBillingAsync(settings => _mode.StartAsync("billing", settings));
        (_limited, _unlimited) = (await limited, await unlimited);
    }

    public async ValueTask DisposeAsync()
    {
        // A start that failed has failed the tests that asked for it.
        foreach (var other in _others.Values)
            await Task.WhenAny(other.Value);
        if (_faultyBilling.IsValueCreated)
        {
            await Task.WhenAny(_faultyBilling.Value);
            if (_faultyBilling.Value.IsCompletedSuccessfully)
                await (await _faultyBilling.Value).DisposeAsync();
        }

        if (_billing is not null)
            await _billing.DisposeAsync();
        await _mode.DisposeAsync();
        _files.Dispose();
    }

    private static Task<BillingFront> StartBillingAsync(Func<string[], Task<Front>> start) =>
        BillingFront.StartAsync(settings => start([TrustLoopback, .. UnlimitedRates.Settings, .. settings]));
}
