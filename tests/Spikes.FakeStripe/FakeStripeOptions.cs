namespace Spikes.FakeStripe;

/// <summary>How Stripe is played.</summary>
public sealed record FakeStripeOptions
{
    public const string Usage = "Spikes.FakeStripe --webhook <url> --secret <whsec_…> [--urls http://localhost:12111] [--key sk_test_…]";

    /// <summary>Where it listens; port 0 for a free one.</summary>
    public string Urls { get; init; } = "http://localhost:12111";

    /// <summary>Where signed events go; may be set later.</summary>
    public Uri? Webhook { get; init; }

    /// <summary>What signs them.</summary>
    public string Secret { get; init; } = "";

    /// <summary>The API key that calls must carry; null for any of a test account.</summary>
    public string? Key { get; init; }

    /// <summary>Reads the command line.</summary>
    /// <exception cref="FormatException">It is not understood.</exception>
    public static FakeStripeOptions Parse(IReadOnlyList<string> arguments)
    {
        var options = new FakeStripeOptions();
        for (var at = 0; at < arguments.Count; at += 2)
        {
            var value = at + 1 < arguments.Count ? arguments[at + 1] : throw new FormatException($"{arguments[at]} needs a value");
            options = arguments[at] switch
            {
                "--urls" => options with { Urls = value },
                "--webhook" when Uri.TryCreate(value, UriKind.Absolute, out var webhook) => options with { Webhook = webhook },
                "--secret" => options with { Secret = value },
                "--key" => options with { Key = value },
                var other => throw new FormatException($"{other} is not understood"),
            };
        }

        return options is { Webhook: not null, Secret.Length: > 0 } ? options : throw new FormatException("--webhook and --secret are needed");
    }
}
