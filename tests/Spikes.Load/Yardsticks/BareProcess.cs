using System.Diagnostics;

namespace Spikes.Load.Yardsticks;

/// <summary>A bare endpoint in a process of its own, as the program has one: the tool starts itself with a hidden first argument.</summary>
internal sealed class BareProcess : IAsyncDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(30);

    private readonly Process _process;

    private BareProcess(string[] arguments)
    {
        string[] all = [typeof(BareProcess).Assembly.Location, .. arguments];
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet", all)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        _process = Process.Start(start)!;
    }

    public Uri Address { get; private set; } = null!;

    public static async Task<BareProcess> StartAsync(params string[] arguments)
    {
        var process = new BareProcess(arguments);
        var line = await process._process.StandardOutput.ReadLineAsync().WaitAsync(StartLimit, TimeProvider.System);
        process.Address = new Uri(line ?? throw new InvalidOperationException("The bare endpoint did not start"));
        return process;
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }
}
