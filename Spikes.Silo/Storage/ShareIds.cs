namespace Spikes.Silo.Storage;

/// <summary>The form of a share's id.</summary>
internal static class ShareIds
{
    /// <summary>Whether a text has the form of a UUID - 8-4-4-4-12 hex digits and nothing else - and its lower case.</summary>
    public static bool TryUuid(string text, out string lowerCase)
    {
        lowerCase = "";
        if (text.Length != 36) return false;
        for (var i = 0; i < text.Length; i++)
        {
            var fits = i is 8 or 13 or 18 or 23 ? text[i] == '-' : char.IsAsciiHexDigit(text[i]);
            if (!fits) return false;
        }

        lowerCase = text.ToLowerInvariant();
        return true;
    }
}
