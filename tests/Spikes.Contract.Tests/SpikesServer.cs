using System.Diagnostics;
using Spikes.Contract.Tests;
using Xunit;

[assembly: AssemblyFixture(typeof(SpikesServer))]

namespace Spikes.Contract.Tests;

/// <summary>Real processes of the product in Local mode, one for each set of settings, for all tests of this assembly.</summary>
public sealed class SpikesServer : IAsyncLifetime
{
    public const int SmallUploadBytes = 100_000;

    private readonly Dictionary<string, (Uri Address, Process Process)> _servers = [];

    public string AdminToken { get; } = "admin-" + Guid.NewGuid().ToString("N");
    public Uri Address => _servers["default"].Address;

    public SpikesApp NewApp(bool unlimited = false, bool smallUploads = false) =>
        new(_servers[smallUploads ? "small" : unlimited ? "unlimited" : "default"].Address, AdminToken);

    public async ValueTask InitializeAsync()
    {
        string[] off = [.. new[] { "SpikesPerMinutePerIp", "AuthenticatedSpikesPerMinute", "SharesPerMinutePerToken", "LoginsPerHourPerIp", "LoginsPer15MinutesPerEmail", "VerificationsPerMinutePerIp" }.Select(n => $"--Spikes:RateLimits:{n}=0")];
        await Start("default", []);
        await Start("unlimited", off);
        await Start("small", [.. off, "--Spikes:Limits:MaxUploadBytes=" + SmallUploadBytes]);
    }

    private async Task Start(string name, string[] args)
    {
        var dir = Directory.CreateTempSubdirectory("spikes-contract-").FullName;
        var dll = Path.Combine(AppContext.BaseDirectory, "Spikes.Silo.dll");
        var info = new ProcessStartInfo("dotnet", [dll, "--urls", "http://127.0.0.1:0", "--Spikes:DataDirectory=" + dir, "--Spikes:AdminToken=" + AdminToken, "--Spikes:TrustedProxies:0=127.0.0.0/8", .. args]) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = dir };
        var process = Process.Start(info)!;
        _ = Task.Run(async () => File.WriteAllText("/tmp/run/err-" + name, await process.StandardError.ReadToEndAsync()));
        while (true)
        {
            var line = await process.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException("no start");
            if (line.Contains("Address", StringComparison.Ordinal)) { _servers[name] = (new Uri(line.Trim().Split(' ')[^1].Replace("localhost", "127.0.0.1", StringComparison.Ordinal)), process); break; }
        }
        _ = process.StandardOutput.ReadToEndAsync();
    }

    public ValueTask DisposeAsync()
    {
        foreach (var (_, p) in _servers.Values) p.Kill();
        return ValueTask.CompletedTask;
    }
}
