using System.Text.Json;
using Spikes.Gateway.Http;

namespace Spikes.Gateway.Users;

/// <summary>Addresses as contract section 2.4 accepts them.</summary>
internal static class EmailAddress
{
    private const int MinLength = 3;
    private const int MaxLength = 320;

    public const string Message = "Must be an e-mail address";

    /// <summary>The required member <c>email</c>, normalized; null with a fault when it is missing or wrong.</summary>
    public static string? Read(FieldReader reader)
    {
        var text = reader.Member("email") is { ValueKind: JsonValueKind.String } value ? value.GetString() : null;
        var address = text is null ? null : Normalize(text);
        if (address is null)
            reader.Fault("email", Message);
        return address;
    }

    /// <summary>The address trimmed and in lower case, or null when it is none.</summary>
    public static string? Normalize(string text)
    {
        // Checked before it is lowered: some letters beyond ASCII fall into it.
        var address = text.Trim();
        return IsValid(address) ? address.ToLowerInvariant() : null;
    }

    private static bool IsValid(string address)
    {
        if (address.Length is < MinLength or > MaxLength || !address.All(IsAllowed))
            return false;
        var at = address.IndexOf('@', StringComparison.Ordinal);
        if (at < 1 || at != address.LastIndexOf('@'))
            return false;
        var domain = address.AsSpan(at + 1);
        return domain.Contains('.') && !domain.StartsWith(".") && !domain.EndsWith(".") && !domain.Contains("..", StringComparison.Ordinal);
    }

    // Printable ASCII less what ends or splits an address in a mail header.
    private static bool IsAllowed(char c) => c is > ' ' and < '\u007f' and not ('<' or '>' or '(' or ')' or '[' or ']' or ',' or ';' or ':' or '"' or '\\');
}
