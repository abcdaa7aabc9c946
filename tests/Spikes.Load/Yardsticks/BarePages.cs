using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Primitives;

namespace Spikes.Load.Yardsticks;

/// <summary>Answers every request with the same bytes.</summary>
internal static class BarePages
{
    /// <summary>The hidden first argument; the file of the answer follows.</summary>
    public const string Argument = "bare-pages";

    public static async Task RunAsync(string file)
    {
        var answer = BareAnswer.Load(file);
        var headers = answer.Headers.Select(header => (header.Key, Value: new StringValues(header.Value))).ToArray();
        await using var app = BareHost.Create(answer.HasServerHeader).Build();
        app.Run(context =>
        {
            var response = context.Response;
            foreach (var (name, value) in headers)
                response.Headers[name] = value;
            response.ContentLength = answer.Body.Length;
            return response.Body.WriteAsync(answer.Body, context.RequestAborted).AsTask();
        });
        await BareHost.ServeAsync(app);
    }
}
