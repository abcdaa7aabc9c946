using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using MimeKit;
using Spikes.Load.Measuring;
using Spikes.Load.Yardsticks;

namespace Spikes.Load.Servers;

/// <summary>Cluster mode: PostgreSQL and a silo that serves HTTP, or PostgreSQL, a silo and a gateway.</summary>
internal sealed partial class ClusterUnderLoad : IServerUnderLoad
{
    private const string Database = "spikes";

    private static readonly TimeSpan MailLimit = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan MailPoll = TimeSpan.FromMilliseconds(50);

    private readonly TestDirectory _mails = new();
    private readonly List<IAsyncDisposable> _running = [];
    private readonly LoadOptions _options;
    private string _connectionString = "";

    private ClusterUnderLoad(LoadOptions options) => _options = options;

    public Uri Address { get; private set; } = null!;

    public string Name => _options.Mode == LoadMode.Gateway ? "silo and gateway" : "one silo";

    [GeneratedRegex("/auth/verify\\?token=([A-Za-z0-9_-]+)")]
    private static partial Regex Link { get; }

    public static async Task<ClusterUnderLoad> StartAsync(LoadOptions options)
    {
        var cluster = new ClusterUnderLoad(options);
        try
        {
            await cluster.StartAsync();
            return cluster;
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }
    }

    public async Task<string> SignUpAsync()
    {
        using var app = new SpikesApp(Address);
        var email = SpikesApp.NewEmail();
        (await app.PostAsync("/auth/login", new JsonObject { ["email"] = email })).Is(202);
        var answer = await app.PostAsync("/auth/verify", new JsonObject { ["login_token"] = await ReadLoginTokenAsync() });
        return answer.Is(200)["token"]!.GetValue<string>();
    }

    public IMeasured Inserts() => new PgbenchInserts(_connectionString, _options.Connections);

    public async ValueTask DisposeAsync()
    {
        // The database last: it outlives whoever writes to it.
        foreach (var running in Enumerable.Reverse(_running))
            await running.DisposeAsync();
        _mails.Dispose();
    }

    private async Task StartAsync()
    {
        var postgres = await PostgresServer.CreateAsync();
        _running.Add(postgres);
        _connectionString = await postgres.CreateDatabaseAsync(Database);

        var hasGateway = _options.Mode == LoadMode.Gateway;
        var silo = LoopbackPort.Address();
        Address = hasGateway ? LoopbackPort.Address() : silo;
        string[] settings =
        [
            .. UnlimitedRates.Settings,
            "--Spikes:Mode=Cluster",
            $"--Spikes:PublicUrl={Address.GetLeftPart(UriPartial.Authority)}",
            "--Spikes:Mail:From=load@example.com",
            $"--Spikes:Mail:PickupDirectory={_mails.Path}",
            $"--ConnectionStrings:Spikes={_connectionString}",
            "--Spikes:Cluster:AdvertisedAddress=127.0.0.1",
            FormattableString.Invariant($"--Spikes:Cluster:SiloPort={LoopbackPort.Free()}"),
            FormattableString.Invariant($"--Spikes:Cluster:GatewayPort={LoopbackPort.Free()}"),
        ];
        _running.Add(await ReadyProcess.StartAsync("Spikes.Silo.dll", silo, [.. settings, $"--Spikes:Cluster:ServeHttp={!hasGateway}"]));
        if (hasGateway)
            _running.Add(await ReadyProcess.StartAsync("Spikes.Gateway.dll", Address, settings));
    }

    /// <summary>The token of the only mail; waits until it is whole.</summary>
    private async Task<string> ReadLoginTokenAsync()
    {
        using var limit = new CancellationTokenSource(MailLimit, TimeProvider.System);
        while (true)
        {
            foreach (var file in Directory.EnumerateFiles(_mails.Path, "*.eml"))
            {
                var mail = await MimeMessage.LoadAsync(file, limit.Token);
                if (Link.Match(mail.TextBody ?? "") is { Success: true } link)
                    return link.Groups[1].Value;
            }

            await Task.Delay(MailPoll, TimeProvider.System, limit.Token);
        }
    }
}
