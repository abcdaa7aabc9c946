using System.Text.Json.Nodes;

namespace Spikes.Load.Scenarios;

/// <summary>
/// Whether the time of an answer tells a known address from an unknown one: one client, one request after the other, once in random order
/// and once in blocks in turns, where each block also meets the work that the one before left behind.
/// </summary>
internal static class AddressTimes
{
    private const int Requests = 500;
    private const int Block = 50;
    private const int WarmUp = 50;
    private const int Seed = 1;
    private const double LimitMilliseconds = 1;

    public static async Task<int> RunAsync(LoadOptions options)
    {
        await using var server = await Scenario.StartAsync(options);
        using var app = server.NewApp();
        var known = SpikesApp.NewEmail();
        await app.SignUpAsync(known);
        Console.WriteLine(
            $"One client, one request after the other; {Requests} for a known address, {Requests} for an unknown one, after {WarmUp} of both that "
            + $"are not counted. {server.Name}, mails into a folder. {Environment.ProcessorCount} cores.\n");
        Console.WriteLine("| form | order | known, median ms | unknown, median ms | difference |\n|---|---|---|---|---|");
        var worst = 0.0;
        foreach (var (name, ask) in await FormsAsync(app))
        {
            worst = Math.Max(worst, await CompareAsync(name, "random", ask, known, Shuffled()));
            worst = Math.Max(worst, await CompareAsync(name, "blocks of 50", ask, known, [.. Enumerable.Range(0, 2 * Requests).Select(turn => turn / Block % 2 == 0)]));
        }

        return worst <= LimitMilliseconds ? 0 : 1;
    }

    private static async Task<IReadOnlyList<(string Name, Func<string, Task<int>> Ask)>> FormsAsync(SpikesApp app)
    {
        var browser = new PageVisitor(app);
        var dashboard = await browser.OpenAsync("/dashboard");
        async Task<int> PostAsync(string path, string email) => (await app.PostAsync(path, new JsonObject { ["email"] = email })).Status;
        return
        [
            ("POST /auth/login", email => PostAsync("/auth/login", email)),
            ("POST /auth/recover", email => PostAsync("/auth/recover", email)),
            ("the dashboard's form", async email => (await browser.SubmitAsync(dashboard, new() { ["email"] = email })).Status),
            ("the device page's form", await DeviceFormAsync(app, browser)),
        ];
    }

    // A code lives for 10 minutes, far longer than the forms take.
    private static async Task<Func<string, Task<int>>> DeviceFormAsync(SpikesApp app, PageVisitor browser)
    {
        var code = (await app.PostAsync("/auth/device", new JsonObject())).Is(200)["user_code"]!.GetValue<string>();
        var page = await browser.OpenAsync("/auth/device?code=" + code);
        return async email => (await browser.SubmitAsync(page, new() { ["email"] = email })).Status;
    }

    private static async Task<double> CompareAsync(
        string form, string order, Func<string, Task<int>> ask, string known, IReadOnlyList<bool> isKnown)
    {
        var unknown = SpikesApp.NewEmail();
        for (var turn = 0; turn < WarmUp; turn++)
            await Task.WhenAll(ask(known), ask(unknown));
        var times = new Dictionary<bool, List<double>> { [true] = [], [false] = [] };
        foreach (var turn in isKnown)
        {
            var email = turn ? known : unknown;
            var start = TimeProvider.System.GetTimestamp();
            var status = await ask(email);
            times[turn].Add(TimeProvider.System.GetElapsedTime(start).TotalMilliseconds);
            if (status is not (200 or 202))
                throw new InvalidOperationException($"{form} answered {status}");
        }

        var (of, ofUnknown) = (Median(times[true]), Median(times[false]));
        var line = FormattableString.Invariant($"| {form} | {order} | {of:0.00} | {ofUnknown:0.00} | {of - ofUnknown:+0.00;-0.00} |");
        Console.WriteLine(line);
        return Math.Abs(of - ofUnknown);
    }

    private static bool[] Shuffled()
    {
        bool[] turns = [.. Enumerable.Range(0, 2 * Requests).Select(turn => turn % 2 == 0)];
        new Random(Seed).Shuffle(turns);
        return turns;
    }

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);
}
