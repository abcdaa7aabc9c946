using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using MimeKit;

namespace Spikes.Gateway.Configuration;

/// <summary>Looks at one configured value; answers null, or what is wrong with it and how to put it right.</summary>
/// <param name="value">The value, not empty.</param>
internal delegate string? ValueRule(string value);

/// <summary>
/// The kinds of values that settings have. Each accepts only what the configuration binder reads in the same way, so that a
/// checked value cannot fail later.
/// </summary>
internal static partial class ValueRules
{
    [GeneratedRegex(@"\A([0-9]+\.)?([01]?[0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](\.[0-9]{1,7})?\z")]
    private static partial Regex SpanPattern { get; }

    /// <summary>Anything; for secrets and names.</summary>
    public static string? Text(string value) => null;

    /// <summary>A secret that is sent in a header. The value is not repeated.</summary>
    public static string? Key(string value) =>
        value.All(character => character is > ' ' and < '\u007f') ? null : "must be printable ASCII without spaces";

    public static string? Truth(string value) =>
        bool.TryParse(value, out _) ? null : $"{Quote(value)} is neither true nor false";

    public static ValueRule WholeNumber(long least, long most) => value =>
        long.TryParse(value, NumberStyles.Integer, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most
            ? null
            : $"{Quote(value)} is not a whole number from {least} to {most}";

    public static ValueRule OneOf<T>()
        where T : struct, Enum => value =>
        Enum.GetNames<T>().Contains(value, StringComparer.OrdinalIgnoreCase)
            ? null
            : $"{Quote(value)} is unknown; use {string.Join(" or ", Enum.GetNames<T>())}";

    /// <summary>A time span with seconds. What the binder would read in an unexpected way, 5 and 24:00:00 as days, is refused.</summary>
    public static string? Span(string value) =>
        SpanPattern.IsMatch(value) && TimeSpan.TryParse(value, CultureInfo.InvariantCulture, out _)
            ? null
            : $"{Quote(value)} is not a time span of zero or more; write thirty seconds as 00:00:30, a day as 1.00:00:00";

    /// <summary>A time span from one to another.</summary>
    public static ValueRule SpanBetween(TimeSpan least, TimeSpan most) => value =>
        Span(value) ?? (TimeSpan.Parse(value, CultureInfo.InvariantCulture) is var span && span >= least && span <= most
            ? null
            : $"{Quote(value)} is not from {least} to {most}");

    /// <summary>A time span of more than nothing.</summary>
    public static string? Duration(string value) =>
        Span(value) ?? (TimeSpan.Parse(value, CultureInfo.InvariantCulture) > TimeSpan.Zero ? null : $"{Quote(value)} must be more than zero");

    public static string? Network(string value) =>
        IPNetwork.TryParse(value, out _) ? null : $"{Quote(value)} is not a network; write it like 10.0.0.0/8 or fd00::/8";

    public static string? Url(string value) =>
        WebAddress(value) is null ? "is not an http or https URL; write it like https://spikes.example.com/page" : null;

    /// <summary>An http or https URL that names nothing but scheme, host and port.</summary>
    public static string? Origin(string value) =>
        WebAddress(value) is { PathAndQuery: "/", Fragment: "", UserInfo: "" } && !value.EndsWith('?') && !value.EndsWith('#')
            ? null
            : "must be an http or https URL without path, query and user; write it like https://spikes.example.com";

    public static string? Mailbox(string value) =>
        !value.Any(char.IsControl) && MailboxAddress.TryParse(value, out var mailbox) && mailbox.Address.Contains('@')
            ? null
            : "is not a mail address; write it like spikes@example.com or Spikes <spikes@example.com>";

    public static string? Host(string value) =>
        Uri.CheckHostName(value) is UriHostNameType.Unknown
            ? $"{Quote(value)} is not a host name; write it without scheme and port, like smtp.example.com"
            : null;

    /// <summary>The URL, when it is one that a browser can open.</summary>
    public static Uri? WebAddress(string value) =>
        Uri.TryCreate(value, UriKind.Absolute, out var uri) && AsciiHost(uri) is { Length: > 0 }
            && (uri.Scheme == Uri.UriSchemeHttp || uri.Scheme == Uri.UriSchemeHttps)
            ? uri
            : null;

    /// <summary>The host in ASCII without a dot at the end; null for what IDNA does not allow, which the parser lets through.</summary>
    public static string? AsciiHost(Uri url)
    {
        try
        {
            return url.IdnHost.TrimEnd('.');
        }
        catch (UriFormatException)
        {
            return null;
        }
    }

    private static string Quote(string value)
    {
        const int Most = 60;
        var cut = value.Length > Most ? string.Concat(value.AsSpan(0, Most), "…") : value;
        return "\"" + string.Concat(cut.Select(character => char.IsControl(character) ? ' ' : character)) + "\"";
    }
}
