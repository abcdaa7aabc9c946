using System.Text;
using Spikes.Load.Http;
using Spikes.Load.Measuring;
using Spikes.Load.Servers;
using Spikes.Load.Yardsticks;

namespace Spikes.Load.Scenarios;

/// <summary>
/// Shares with webhooks, whose receiver answers at once. Without a yardstick beside it: the calls that wait are made in the turns of others too.
/// </summary>
internal static class HookedShares
{
    /// <summary>Posts to as many shares as there are stores, each of an account of its own that pays.</summary>
    public static async Task<Result> PostAsync(IServerUnderLoad server, LoadOptions options)
    {
        using var folder = new TestDirectory();
        new BareAnswer([], Encoding.UTF8.GetBytes("ok"), HasServerHeader: false).Save(folder["answer.json"]);
        await using var receiver = await BareProcess.StartAsync(BarePages.Argument, folder["answer.json"]);
        using var app = server.NewApp();
        var shares = new List<string>();
        for (var number = 0; number < options.Stores; number++)
        {
            var payer = await Payer.SignUpAsync(app, server.Tiers);
            var metadata = $$"""{"name":"load","webhook_url":"{{receiver.Address}}"}""";
            shares.Add((await app.ShareAsync(payer.Token, metadata, ("index.html", "<h1>Load</h1>"))).Is(201)["share_id"]!.GetValue<string>());
        }

        var load = new HttpLoad(
            $"POST /spikes, {options.Stores} shares with webhooks, {server.Name}",
            server.Address,
            RequestSet.Posts(server.Address, "/spikes", shares.Select(SampleSpike.Body)),
            options.Connections,
            server,
            TimeProvider.System);
        var result = await Rounds.RunAsync(load, [], options);
        await Console.Error.WriteLineAsync($"{await server.Tiers.CountAsync("webhook_outbox")} calls wait");
        return result;
    }
}
