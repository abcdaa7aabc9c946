using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;

namespace Spikes.Load.Yardsticks;

/// <summary>Kestrel and one delegate: no routing, no middleware, no log.</summary>
internal static class BareHost
{
    public static WebApplicationBuilder Create(bool addServerHeader)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore()
            .ConfigureKestrel(kestrel => kestrel.AddServerHeader = addServerHeader)
            .UseUrls("http://127.0.0.1:0");
        return builder;
    }

    /// <summary>Serves until standard input ends, which it also does when the tool is killed. Prints its address first.</summary>
    public static async Task ServeAsync(WebApplication app)
    {
        await app.StartAsync();
        Console.WriteLine(app.Urls.First());
        while (await Console.In.ReadLineAsync() is not null)
        {
        }

        await app.StopAsync();
    }
}
