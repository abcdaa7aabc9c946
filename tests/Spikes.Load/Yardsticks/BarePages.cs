using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Primitives;

namespace Spikes.Load.Yardsticks;

/// <summary>Kestrel and one delegate: no routing, no middleware, no log. The tool starts itself as this.</summary>
internal static class BarePages
{
    /// <summary>The hidden first argument; the file of the answer follows.</summary>
    public const string Argument = "bare-pages";

    /// <summary>Serves until standard input ends, which it also does when the tool is killed. Prints its address first.</summary>
    public static async Task RunAsync(string file)
    {
        var answer = BareAnswer.Load(file);
        var headers = answer.Headers.Select(header => (header.Key, Value: new StringValues(header.Value))).ToArray();
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore()
            .ConfigureKestrel(kestrel => kestrel.AddServerHeader = answer.HasServerHeader)
            .UseUrls("http://127.0.0.1:0");
        await using var app = builder.Build();
        app.Run(context =>
        {
            var response = context.Response;
            foreach (var (name, value) in headers)
                response.Headers[name] = value;
            response.ContentLength = answer.Body.Length;
            return response.Body.WriteAsync(answer.Body, context.RequestAborted).AsTask();
        });
        await app.StartAsync();
        Console.WriteLine(app.Urls.First());
        while (await Console.In.ReadLineAsync() is not null)
        {
        }
    }
}
