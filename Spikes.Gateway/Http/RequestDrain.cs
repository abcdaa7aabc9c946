using Microsoft.AspNetCore.Builder;
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

    private static readonly Marker Drained = new();

    /// <summary>
    /// Says of a route that its bodies are long: each refusal reads them to the end, not only the one of their size. Kestrel by itself reads
    /// on for five seconds, and an upload of a few megabytes takes longer on many a line.
    /// </summary>
    public static TBuilder DrainsRefusedBodies<TBuilder>(this TBuilder route)
        where TBuilder : IEndpointConventionBuilder => route.WithMetadata(Drained);

    /// <summary>Whether the rest of a body is to be read.</summary>
    public static bool IsDue(HttpContext context, ErrorCode refusal) =>
        refusal == ErrorCode.SizeLimit || context.GetEndpoint()?.Metadata.GetMetadata<Marker>() is not null;

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

    private sealed class Marker;
}
