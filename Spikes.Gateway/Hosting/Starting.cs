using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Spikes.Gateway.Hosting;

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
        catch (Exception exception)
        {
            var wasToldToEnd = host.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping.IsCancellationRequested;
            await StopQuietlyAsync(host);
            if (wasToldToEnd)
                throw new OperationCanceledException("Told to end before the start was complete", exception);
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
