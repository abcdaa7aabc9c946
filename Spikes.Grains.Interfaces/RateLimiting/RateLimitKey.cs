namespace Spikes.Grains.Interfaces.RateLimiting;

/// <summary>Names one sliding window: a limit and whom it counts. Its text is the grain key.</summary>
/// <param name="Limit">The limit's name, without a slash: <c>spikes-ip</c>.</param>
/// <param name="Subject">A hash of whom it counts: grain keys reach logs.</param>
public readonly record struct RateLimitKey(string Limit, string Subject)
{
    /// <summary>Reads the text that <see cref="ToString"/> gives.</summary>
    /// <exception cref="FormatException">The text has no slash.</exception>
    public static RateLimitKey Parse(string text)
    {
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        return slash > 0
            ? new(text[..slash], text[(slash + 1)..])
            : throw new FormatException("A rate limit key is limit/subject");
    }

    /// <inheritdoc/>
    public override string ToString() => Limit + "/" + Subject;
}
