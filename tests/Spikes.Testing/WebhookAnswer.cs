using Microsoft.AspNetCore.Http;

namespace Spikes.Testing;

/// <summary>What a <see cref="WebhookReceiver"/> answers.</summary>
/// <param name="Status">The status.</param>
public sealed record WebhookAnswer(int Status = 200)
{
    /// <summary>Closes the connection instead of answering.</summary>
    public static WebhookAnswer Cut { get; } = new() { IsCut = true };

    /// <summary>Never answers, and keeps the connection.</summary>
    public static WebhookAnswer Silence { get; } = new() { Until = Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System) };

    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();

    public string Body { get; init; } = "";

    /// <summary>What has to happen before anything is sent.</summary>
    public Task Until { get; init; } = Task.CompletedTask;

    /// <summary>What has to happen between the headers, which are sent, and the body.</summary>
    public Task UntilBody { get; init; } = Task.CompletedTask;

    private bool IsCut { get; init; }

    /// <summary>Sends the caller elsewhere.</summary>
    public static WebhookAnswer Redirect(int status, Uri target) =>
        new(status) { Headers = new Dictionary<string, string> { ["Location"] = target.ToString() } };

    internal async Task GiveAsync(HttpContext context, CancellationToken cancellationToken)
    {
        await Until.WaitAsync(cancellationToken);
        if (IsCut)
        {
            context.Abort();
            return;
        }

        context.Response.StatusCode = Status;
        foreach (var (name, value) in Headers) context.Response.Headers.Append(name, value);
        await context.Response.Body.FlushAsync(cancellationToken);
        await UntilBody.WaitAsync(cancellationToken);
        if (Body.Length > 0) await context.Response.WriteAsync(Body, cancellationToken);
    }
}
