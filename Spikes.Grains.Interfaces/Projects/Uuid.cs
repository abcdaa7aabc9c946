namespace Spikes.Grains.Interfaces.Projects;

/// <summary>The one written form of a UUID that the contract knows: 8-4-4-4-12 hex digits and nothing else.</summary>
public static class Uuid
{
    private const int Length = 36;

    /// <summary>Whether a text has that form, in either case.</summary>
    /// <param name="text">Any text.</param>
    public static bool IsUuid(ReadOnlySpan<char> text)
    {
        if (text.Length != Length) return false;
        for (var at = 0; at < Length; at++)
        {
            var isDash = at is 8 or 13 or 18 or 23;
            if (isDash ? text[at] != '-' : !char.IsAsciiHexDigit(text[at])) return false;
        }

        return true;
    }

    /// <summary>Whether a text has that form, and its lower case, by which UUIDs are compared.</summary>
    /// <param name="text">Any text.</param>
    /// <param name="lowerCase">The UUID in lower case; empty when the text is none.</param>
    public static bool TryRead(string text, out string lowerCase)
    {
        lowerCase = IsUuid(text) ? text.ToLowerInvariant() : "";
        return lowerCase.Length > 0;
    }
}
