using System.Globalization;
using Spikes.Chaos.Scenarios;

namespace Spikes.Chaos;

/// <summary>The command line, and what only the short forms of the tests change.</summary>
internal sealed record ChaosOptions
{
    public const string Usage = "Spikes.Chaos <scenario|all> [--seed 1] [--seconds 20] [--shares 12] [--clients 36] [--patience 5] [--logs folder]";

    /// <summary>In the order of <c>all</c>.</summary>
    public required IReadOnlyList<Scenario> Scenarios { get; init; }

    /// <summary>Decides which process is hit and when, and the pace and the ids of every client; 0 to 1 000 000.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>The least time under load, 1 to 3600; a fault that takes longer makes it longer.</summary>
    public int Seconds { get; init; } = 20;

    /// <summary>Shares and keys with clients of their own, 2 to 1000; a quarter are uploaded shares. Two shares that fill up come on top.</summary>
    public int Shares { get; init; } = 12;

    /// <summary>Clients of those, 2 to 1000; at least one each.</summary>
    public int Clients { get; init; } = 36;

    public int Silos { get; init; } = 3;

    public int Gateways { get; init; } = 2;

    /// <summary>How often silos are killed one after the other.</summary>
    public int Kills { get; init; } = 3;

    /// <summary>How long a silo is paused.</summary>
    public TimeSpan Pause { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Where the output of every process is kept; null for nowhere.</summary>
    public string? Logs { get; init; }

    /// <summary>After this a client stops waiting for an answer and sends again; 1 to 60 s.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>The most spikes in each of the two shares that fill up.</summary>
    public int SpikeLimit { get; init; } = 600;

    /// <summary>Further settings of every process.</summary>
    public IReadOnlyList<string> Settings { get; init; } = [];

    /// <summary>The same with the patience of a scenario, where that is less.</summary>
    public ChaosOptions For(Scenario scenario) =>
        scenario.LongestPatience is { } longest && longest < Patience ? this with { Patience = longest } : this;

    /// <exception cref="FormatException">With a text for the user.</exception>
    public static ChaosOptions Parse(string[] arguments)
    {
        if (arguments.Length % 2 == 0)
            throw new FormatException("Name one scenario, then pairs of a name and a value");
        var named = Scenario.All.Where(scenario => arguments[0] == "all" || scenario.Name == arguments[0]).ToList();
        if (named.Count == 0)
            throw new FormatException($"There is no scenario {arguments[0]}; there are {string.Join(", ", Scenario.All.Select(scenario => scenario.Name))}");
        var options = new ChaosOptions { Scenarios = named };
        foreach (var pair in arguments[1..].Chunk(2))
            options = options.With(pair[0], pair[1]);
        return options;
    }

    private ChaosOptions With(string name, string value) => name switch
    {
        "--seed" => this with { Seed = Number(name, value, 0, 1_000_000) },
        "--seconds" => this with { Seconds = Number(name, value, 1, 3600) },
        "--shares" => this with { Shares = Number(name, value, 2, 1000) },
        "--clients" => this with { Clients = Number(name, value, 2, 1000) },
        "--patience" => this with { Patience = TimeSpan.FromSeconds(Number(name, value, 1, 60)) },
        "--logs" => this with { Logs = value },
        _ => throw new FormatException($"There is no option {name}"),
    };

    private static int Number(string name, string value, int least, int most) =>
        int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most
            ? number
            : throw new FormatException($"{name} is a whole number from {least} to {most}");
}
