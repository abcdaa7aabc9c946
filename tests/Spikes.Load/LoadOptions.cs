using System.Globalization;

namespace Spikes.Load;

/// <summary>Which servers take the load.</summary>
internal enum LoadMode
{
    /// <summary>One process on SQLite.</summary>
    Local,

    /// <summary>One silo that serves HTTP, on PostgreSQL.</summary>
    Cluster,

    /// <summary>One silo and one gateway, on PostgreSQL.</summary>
    Gateway,
}

/// <summary>The command line.</summary>
internal sealed record LoadOptions
{
    public const string Usage =
        "Spikes.Load <posts|hot|reads|pages|hot-page|all|hooks|deep|depths|addresses> [--mode local|cluster|gateway] [--seconds 10] [--connections 64] [--stores 1000] "
        + "[--rounds 5]";

    /// <summary>The scenarios by name, in the order of <c>all</c>.</summary>
    public static readonly IReadOnlyList<string> All = ["posts", "hot", "reads", "pages", "hot-page"];

    /// <summary>Scenarios that take minutes to fill a share, and need PostgreSQL.</summary>
    public static readonly IReadOnlyList<string> Deep = ["deep", "depths"];

    /// <summary>Posts to shares with webhooks.</summary>
    public const string Hooks = "hooks";

    /// <summary>Compares the answers to known and unknown addresses; no load.</summary>
    public const string Addresses = "addresses";

    public required IReadOnlyList<string> Scenarios { get; init; }

    public LoadMode Mode { get; init; } = LoadMode.Local;

    /// <summary>Of one measurement, 1 to 600.</summary>
    public int Seconds { get; init; } = 10;

    /// <summary>1 to 4096.</summary>
    public int Connections { get; init; } = 64;

    /// <summary>Stores that <c>posts</c> and <c>hooks</c> spread over, 1 to 100 000.</summary>
    public int Stores { get; init; } = 1000;

    /// <summary>Counted rounds, 1 to 100.</summary>
    public int Rounds { get; init; } = 5;

    /// <exception cref="FormatException">With a text for the user.</exception>
    public static LoadOptions Parse(string[] arguments)
    {
        if (arguments.Length % 2 == 0)
            throw new FormatException("Name one scenario, then pairs of a name and a value");
        var name = arguments[0];
        var options = new LoadOptions
        {
            Scenarios = name == "all" ? All : All.Contains(name) || Deep.Contains(name) || name is Hooks or Addresses
                ? [name]
                : throw new FormatException($"There is no scenario {name}"),
        };
        foreach (var pair in arguments[1..].Chunk(2))
            options = options.With(pair[0], pair[1]);
        return options;
    }

    private LoadOptions With(string name, string value) => name switch
    {
        "--mode" => Enum.TryParse<LoadMode>(value, true, out var mode) && Enum.IsDefined(mode)
            ? this with { Mode = mode }
            : throw new FormatException("--mode is local, cluster or gateway"),
        "--seconds" => this with { Seconds = Number(name, value, 600) },
        "--connections" => this with { Connections = Number(name, value, 4096) },
        "--stores" => this with { Stores = Number(name, value, 100_000) },
        "--rounds" => this with { Rounds = Number(name, value, 100) },
        _ => throw new FormatException($"There is no option {name}"),
    };

    private static int Number(string name, string value, int most) =>
        int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= 1 && number <= most
            ? number
            : throw new FormatException($"{name} is a whole number from 1 to {most}");
}
