using System.Diagnostics;

namespace Spikes.Load.Yardsticks;

/// <summary>The bare endpoint in a process of its own, as the program has one.</summary>
internal sealed class BarePagesProcess : IAsyncDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(30);

    private readonly TestDirectory _folder = new();
    private readonly Process _process;

    private BarePagesProcess(BareAnswer answer)
    {
        var file = _folder["answer.json"];
        answer.Save(file);
        string[] arguments = [typeof(BarePagesProcess).Assembly.Location, BarePages.Argument, file];
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet", arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        _process = Process.Start(start)!;
    }

    public Uri Address { get; private set; } = null!;

    public static async Task<BarePagesProcess> StartAsync(BareAnswer answer)
    {
        var process = new BarePagesProcess(answer);
        var line = await process._process.StandardOutput.ReadLineAsync().WaitAsync(StartLimit, TimeProvider.System);
        process.Address = new Uri(line ?? throw new InvalidOperationException("The bare endpoint did not start"));
        return process;
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        _folder.Dispose();
    }
}
