namespace Spikes.Gateway.Projects;

/// <summary>The one written form of a UUID that the contract knows: 8-4-4-4-12 hex digits.</summary>
internal static class Uuid
{
    private const int Length = 36;

    public static bool IsUuid(ReadOnlySpan<char> text)
    {
        if (text.Length != Length)
            return false;
        for (var at = 0; at < Length; at++)
        {
            var isDash = at is 8 or 13 or 18 or 23;
            if (isDash ? text[at] != '-' : !char.IsAsciiHexDigit(text[at]))
                return false;
        }

        return true;
    }
}
