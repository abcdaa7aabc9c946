using System.Globalization;
using System.Security.Cryptography;
using System.Text.RegularExpressions;

namespace Spikes.Silo.Mail;

/// <summary>Names of captured mails: the time, so that they sort, and a random part, so that they never meet.</summary>
internal static partial class MailFileName
{
    /// <summary>Ending of every captured mail.</summary>
    public const string Extension = ".eml";

    private const string TimeFormat = "yyyyMMdd'T'HHmmssfff'Z'";
    private const int RandomHexDigits = 8;

    public static string NewId(DateTimeOffset now) =>
        now.UtcDateTime.ToString(TimeFormat, CultureInfo.InvariantCulture) + "-" + RandomNumberGenerator.GetHexString(RandomHexDigits, lowercase: true);

    /// <summary>Whether a text is such a name without its ending; anything else must not reach the file system.</summary>
    public static bool IsId(string id) => Pattern.IsMatch(id) && TimeOf(id) is not null;

    /// <summary>The time that a name begins with.</summary>
    public static DateTimeOffset? TimeOf(string id) =>
        DateTimeOffset.TryParseExact(
            id.Split('-')[0], TimeFormat, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time : null;

    [GeneratedRegex(@"\A[0-9]{8}T[0-9]{9}Z-[0-9a-f]{8}\z")]
    private static partial Regex Pattern { get; }
}
