using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Spikes.Gateway.Http;

/// <summary>
/// Reads and drops what is left of a refused body: a client that writes before it reads would otherwise meet a reset connection
/// instead of the answer.
/// </summary>
internal static class RequestDrain
{
    /// <summary>The longest a refused body is read, and the bound on what a slow sender can hold.</summary>
    public static readonly TimeSpan MaxTime = TimeSpan.FromSeconds(30);

    public static async Task DrainAsync(HttpContext context)
    {
        await context.Response.CompleteAsync();
        var clock = context.RequestServices.GetRequiredService<TimeProvider>();
        using var timeout = new CancellationTokenSource(MaxTime, clock);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, context.RequestAborted);
        try
        {
            var reader = context.Request.BodyReader;
            while (true)
            {
                var read = await reader.ReadAsync(stop.Token);
                reader.AdvanceTo(read.Buffer.End);
                if (read.IsCompleted || read.IsCanceled)
                    return;
            }
        }
        catch (OperationCanceledException)
        {
            context.Abort();
        }
        catch (IOException)
        {
            // The client stopped sending. Its answer is on the way: cutting the connection could take it back.
        }
    }
}
