using System.Text;

namespace Spikes.Gateway.Shares;

/// <summary>The slug that an upload asks for (contract section 5.4); whether it is free is decided when the share is made.</summary>
/// <param name="Text">1 to 63 characters of <c>a-z0-9-</c>.</param>
/// <param name="AlwaysSuffix">True when five random characters are added in any case.</param>
internal readonly record struct SlugWish(string Text, bool AlwaysSuffix);

/// <summary>Makes slugs of what people write.</summary>
internal static class Slugs
{
    private const int MaxSlugLength = 63;
    private const int MaxNameLength = 30;
    private const string Nameless = "share";

    public static SlugWish Wish(string? slug, string? name)
    {
        var isChosen = !string.IsNullOrEmpty(slug);
        var text = isChosen ? Sanitize(slug!, MaxSlugLength) : Sanitize(name ?? "", MaxNameLength);
        return text.Length == 0 ? new(Nameless, true) : new(text, !isChosen);
    }

    private static string Sanitize(string wish, int maxLength)
    {
        var text = new StringBuilder(wish.Length);
        foreach (var character in wish.ToLowerInvariant())
        {
            if (char.IsAsciiLetterLower(character) || char.IsAsciiDigit(character))
                text.Append(character);
            else if (text.Length > 0 && text[^1] != '-')
                text.Append('-');
        }

        var slug = text.ToString().Trim('-');
        return slug.Length <= maxLength ? slug : slug[..maxLength].Trim('-');
    }
}
