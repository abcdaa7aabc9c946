using System.Diagnostics;

namespace Spikes.Load.Servers;

/// <summary>One of our programs as a process of its own, started until its readiness probe answers 200.</summary>
internal sealed class ReadyProcess : IAsyncDisposable
{
    /// <summary>The last lines that it wrote, for a message.</summary>
    private const int MaxLines = 40;

    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(50);

    private readonly Process _process;
    private readonly Queue<string> _lines = new();

    private ReadyProcess(ProcessStartInfo start)
    {
        _process = new Process { StartInfo = start };
        _process.OutputDataReceived += (_, line) => Keep(line.Data);
        _process.ErrorDataReceived += (_, line) => Keep(line.Data);
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    /// <param name="program">An assembly beside the tool.</param>
    /// <param name="address">Where it is to listen.</param>
    public static async Task<ReadyProcess> StartAsync(string program, Uri address, IReadOnlyList<string> settings)
    {
        string[] arguments =
        [
            Path.Combine(AppContext.BaseDirectory, program), "--urls", address.GetLeftPart(UriPartial.Authority), .. settings,
        ];
        var process = new ReadyProcess(new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet", arguments)
        {
            WorkingDirectory = Path.GetTempPath(),
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        });
        try
        {
            await process.WaitUntilReadyAsync(address);
            return process;
        }
        catch (Exception exception)
        {
            await process.DisposeAsync();
            throw new InvalidOperationException($"{program} did not become ready.\n{process.Text()}", exception);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private async Task WaitUntilReadyAsync(Uri address)
    {
        using var limit = new CancellationTokenSource(StartLimit, TimeProvider.System);
        using var http = new HttpClient();
        while (!await IsReadyAsync(http, new Uri(address, "/health/ready"), limit.Token))
        {
            if (_process.HasExited)
                throw new InvalidOperationException($"It ended with exit code {_process.ExitCode}");
            await Task.Delay(Poll, TimeProvider.System, limit.Token);
        }
    }

    private static async Task<bool> IsReadyAsync(HttpClient http, Uri probe, CancellationToken cancellationToken)
    {
        try
        {
            using var response = await http.GetAsync(probe, cancellationToken);
            return response.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private void Keep(string? line)
    {
        lock (_lines)
        {
            if (line is not null)
                _lines.Enqueue(line);
            if (_lines.Count > MaxLines)
                _lines.Dequeue();
        }
    }

    private string Text()
    {
        lock (_lines)
            return string.Join('\n', _lines);
    }
}
