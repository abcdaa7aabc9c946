using Microsoft.Extensions.Hosting;

namespace Spikes.Silo.Hosting;

/// <summary>The time until the server listens. A failure in it is told once, by <see cref="StartFault"/>, and not by everybody it passes.</summary>
internal sealed class StartPhase
{
    private volatile bool _isOver;

    /// <summary>Log categories that report a failing start with its stack trace.</summary>
    public IReadOnlyList<string> Reporters { get; } =
    [
        "Microsoft.Extensions.Hosting.Internal.Host", "Microsoft.AspNetCore.Server.Kestrel",
        "Orleans.Runtime.Silo", "Orleans.Runtime.SiloLifecycleSubject", "Orleans.Runtime.Watchdog",
    ];

    /// <summary>True once the server listens.</summary>
    public bool IsOver => _isOver;

    /// <summary>The server listens.</summary>
    public void End() => _isOver = true;
}

/// <summary>The start itself.</summary>
internal static class Starting
{
    /// <summary>Starts, or stops again what had started: a silo that is only disposed of complains in many lines.</summary>
    public static async Task StartOrStopAsync(this IHost host)
    {
        try
        {
            await host.StartAsync();
        }
        catch
        {
            await StopQuietlyAsync(host);
            throw;
        }
    }

    /// <summary>A half-started silo may refuse to stop; why the start failed is the news.</summary>
    private static async Task StopQuietlyAsync(IHost host)
    {
        try
        {
            await host.StopAsync();
        }
        catch (Exception exception) when (exception is InvalidOperationException or AggregateException or OperationCanceledException)
        {
        }
    }
}
