using Npgsql;
using Spikes.Chaos.Posting;
using Xunit.Sdk;

namespace Spikes.Chaos.Running;

/// <summary>What a run posts to.</summary>
/// <param name="Run">Begins the name of everything that the run makes, so that runs on one cluster do not meet.</param>
/// <param name="Stores">All shares and keys.</param>
/// <param name="Slug">A share whose pages may be read.</param>
internal sealed record Stage(string Run, IReadOnlyList<Store> Stores, string Slug)
{
    private const int FullShareClients = 6;
    private const int FullShares = 2;

    /// <summary>Shares without a limit need an owner who pays; the program offers no other way to become one.</summary>
    private const string MakePaying = "UPDATE accounts SET tier = 1 WHERE id = (SELECT owner FROM shares WHERE id = $1)";

    /// <summary>A busy machine may answer a first call with 503; then all of it is made anew, under other names.</summary>
    private const int Tries = 5;

    public static async Task<Stage> PrepareAsync(ChaosCluster cluster, Doors doors, ChaosOptions options, TimeProvider clock)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await MakeAsync(cluster, doors.At(attempt), options);
            }
            catch (XunitException) when (attempt < Tries)
            {
                await Task.Delay(TimeSpan.FromSeconds(1), clock);
            }
        }
    }

    private static async Task<Stage> MakeAsync(ChaosCluster cluster, Uri door, ChaosOptions options)
    {
        var run = Guid.NewGuid().ToString("N")[..8];
        using var app = cluster.NewApp(door);
        var paying = await app.SignUpAsync();
        var free = await app.SignUpAsync();
        var shares = Math.Max(1, options.Shares / 4);
        var stores = new List<Store>();
        var slug = "";
        for (var number = 0; number < options.Shares; number++)
        {
            // The remainder goes to the first ones.
            var clients = Math.Max(1, (options.Clients + options.Shares - 1 - number) / options.Shares);
            if (number >= shares)
            {
                stores.Add(new Store(FormattableString.Invariant($"chaos-{run}-{number:d3}"), clients));
                continue;
            }

            (var id, slug) = await app.NewShareAsync(paying);
            stores.Add(new Store(id, clients) { Token = paying });
        }

        await PayAsync(cluster.Processes.ConnectionString, stores[0].Name);
        for (var number = 0; number < FullShares; number++)
            stores.Add(new Store((await app.NewShareAsync(free)).Id, FullShareClients) { Token = free, Limit = options.SpikeLimit });
        return new Stage(run, stores, slug);
    }

    private static async Task PayAsync(string connectionString, string share)
    {
        await using var source = NpgsqlDataSource.Create(connectionString);
        await using var command = source.CreateCommand(MakePaying);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = share });
        if (await command.ExecuteNonQueryAsync() != 1)
            throw new InvalidOperationException("The owner of the shares has no account");
    }
}
