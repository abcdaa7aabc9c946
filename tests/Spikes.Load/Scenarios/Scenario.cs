using Spikes.Load.Http;
using Spikes.Load.Measuring;
using Spikes.Load.Servers;
using Spikes.Load.Yardsticks;

namespace Spikes.Load.Scenarios;

/// <summary>What the tool measures. Each scenario has a server of its own, which begins empty.</summary>
internal static class Scenario
{
    /// <summary>What a reader asks for.</summary>
    private const int SpikesPerPage = 50;

    private const int SharesWithPages = 100;
    private const int ReadProjects = 20;
    private const int SeededPerProject = 200;

    private static readonly TimeSpan SeedLimit = TimeSpan.FromMinutes(2);

    /// <summary>Measures one scenario against its yardstick.</summary>
    public static async Task<Result> RunAsync(string name, LoadOptions options)
    {
        await using var server = await StartAsync(options);
        return name switch
        {
            "posts" => await PostAsync(server, $"POST /spikes, {options.Stores} stores", options.Stores, options),
            "hot" => await PostAsync(server, "POST /spikes, one store", 1, options),
            LoadOptions.Hooks => await HookedShares.PostAsync(server, options),
            "reads" => await ReadAsync(server, options),
            "pages" => await ServePagesAsync(server, SharesWithPages, options),
            "hot-page" => await ServePagesAsync(server, 1, options),
            "deep" => await DeepShare.PostAsync(Cluster(server), options),
            "depths" => await DeepShare.ReadAsync(Cluster(server), options),
            _ => throw new ArgumentException("No scenario", nameof(name)),
        };
    }

    /// <summary>A server of its own for a scenario.</summary>
    public static async Task<IServerUnderLoad> StartAsync(LoadOptions options) =>
        options.Mode == LoadMode.Local ? await LocalUnderLoad.StartAsync(options) : await ClusterUnderLoad.StartAsync(options);

    private static ClusterUnderLoad Cluster(IServerUnderLoad server) =>
        server as ClusterUnderLoad ?? throw new InvalidOperationException("deep and depths need --mode cluster or --mode gateway");

    // Keys that nobody registered have no limit on their spikes.
    private static async Task<Result> PostAsync(IServerUnderLoad server, string what, int stores, LoadOptions options)
    {
        var yardsticks = await server.WritersAsync(Posts);
        try
        {
            return await Rounds.RunAsync(Load(server, what, Posts(server.Address), options), yardsticks, options);
        }
        finally
        {
            foreach (var yardstick in yardsticks)
                await yardstick.DisposeAsync();
        }

        RequestSet Posts(Uri address) => RequestSet.Posts(address, "/spikes", Projects(stores).Select(SampleSpike.Body));
    }

    private static async Task<Result> ReadAsync(IServerUnderLoad server, LoadOptions options)
    {
        var seed = RequestSet.Posts(server.Address, "/spikes", Projects(ReadProjects).Select(SampleSpike.Body));
        var plan = new LoadPlan(server.Address, seed, options.Connections, TimeSpan.Zero, SeedLimit) { MaxRequests = ReadProjects * SeededPerProject };
        var seeded = await LoadRun.RunAsync(plan, TimeProvider.System);
        if (seeded.Errors > 0 || seeded.Count != plan.MaxRequests)
            throw new InvalidOperationException($"Could not post what is to be read: {seeded.FirstError}");

        var set = RequestSet.Gets(server.Address, Projects(ReadProjects).Select(project => $"/spikes?project={project}&limit={SpikesPerPage}"));
        return await Rounds.RunAsync(Load(server, $"GET /spikes, {SpikesPerPage} of {SeededPerProject}", set, options), [], options);
    }

    private static async Task<Result> ServePagesAsync(IServerUnderLoad server, int shares, LoadOptions options)
    {
        var paths = await SamplePage.UploadAsync(server, shares);
        var answer = await BareAnswer.TakeAsync(new Uri(server.Address, paths[0]));
        using var folder = new TestDirectory();
        answer.Save(folder["answer.json"]);
        var bare = await BareProcess.StartAsync(BarePages.Argument, folder["answer.json"]);
        await using var yardstick = new HttpLoad(
            "bare Kestrel, the same bytes", bare.Address, RequestSet.Gets(bare.Address, paths), options.Connections, bare, TimeProvider.System);
        var what = $"GET /s/<slug>/, {answer.Body.Length} bytes, {shares} {(shares == 1 ? "share" : "shares")}";
        return await Rounds.RunAsync(Load(server, what, RequestSet.Gets(server.Address, paths), options), [yardstick], options);
    }

    private static HttpLoad Load(IServerUnderLoad server, string what, RequestSet set, LoadOptions options) =>
        new($"{what}, {server.Name}", server.Address, set, options.Connections, server, TimeProvider.System);

    private static IEnumerable<string> Projects(int count) => Enumerable.Range(1, count).Select(number => $"load-{number:d4}");
}
