namespace Spikes.Silo.Storage.Postgres;

/// <summary>What PostgreSQL can hold as text.</summary>
internal static class PostgresText
{
    /// <summary>False for texts with U+0000 or half a surrogate pair. No row has one, and asking for it would be an error.</summary>
    public static bool CanHold(string? text)
    {
        if (text is null) return true;
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '\0') return false;
            if (!char.IsSurrogate(text[i])) continue;
            if (i + 1 == text.Length || !char.IsSurrogatePair(text[i], text[i + 1])) return false;
            i++;
        }

        return true;
    }
}
