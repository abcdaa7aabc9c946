namespace Spikes.Gateway.OpenApi;

/// <summary>What follows from the path of an operation.</summary>
internal static class OperationNames
{
    /// <summary>A name that no other operation has: <c>deleteSharesIdOrSlug</c>.</summary>
    public static string Of(string method, string path)
    {
        var words = path.Split(['/', '{', '}', '-', '.'], StringSplitOptions.RemoveEmptyEntries);
        return method.ToLowerInvariant() + (words.Length == 0 ? "Root" : string.Concat(words.Select(Capital)));
    }

    /// <summary>The names in braces.</summary>
    public static IEnumerable<string> PathParameters(string path) =>
        path.Split('/').Where(segment => segment.StartsWith('{') && segment.EndsWith('}')).Select(segment => segment[1..^1]);

    private static string Capital(string word) => char.ToUpperInvariant(word[0]) + word[1..];
}
