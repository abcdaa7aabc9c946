using System.Text;
using Spikes.Gateway.Http;

namespace Spikes.Gateway.Shares;

/// <summary>The names that files of a share may have (contract section 5.2): a name is the path inside the share.</summary>
internal static class UploadFileName
{
    /// <summary>The most UTF-8 bytes of a name.</summary>
    public const int MaxBytes = 1024;

    /// <summary>The most UTF-8 bytes between two slashes.</summary>
    public const int MaxSegmentBytes = 255;

    /// <summary>The most segments.</summary>
    public const int MaxSegments = 32;

    /// <summary>Windows clients send backslashes.</summary>
    public static string Normalize(string sent) => sent.Replace('\\', '/');

    /// <summary>
    /// Why a normalised name is refused, or null. The decoded copy is judged too: whoever serves or unpacks the files might decode the
    /// name.
    /// </summary>
    public static string? Problem(string name) =>
        PlainProblem(name) ?? (name.Contains('%') ? PlainProblem(Normalize(RawPath.Decode(name))) : null);

    private static string? PlainProblem(string name)
    {
        if (name.Length == 0)
            return "A file name is empty";
        if (name.Any(char.IsControl))
            return "A file name holds a control character";
        if (name.Contains('"'))
            return "A file name holds a quote";
        // The decoder of part headers leaves this where the bytes were no UTF-8.
        if (name.Contains('\uFFFD'))
            return "A file name is not valid UTF-8";
        if (Encoding.UTF8.GetByteCount(name) > MaxBytes)
            return $"A file name is longer than {MaxBytes} bytes";
        var segments = name.Split('/');
        return segments.Length > MaxSegments
            ? $"A file name has more than {MaxSegments} segments"
            : segments.Select(SegmentProblem).FirstOrDefault(problem => problem is not null);
    }

    private static string? SegmentProblem(string segment)
    {
        if (segment.Length == 0)
            return "A file name begins or ends with a slash, or holds an empty segment";
        if (segment is "." or "..")
            return "A file name holds a dot segment";
        if (segment.Length > 1 && char.IsAsciiLetter(segment[0]) && segment[1] == ':')
            return "A file name holds a drive letter";
        return Encoding.UTF8.GetByteCount(segment) > MaxSegmentBytes
            ? $"A segment of a file name is longer than {MaxSegmentBytes} bytes"
            : null;
    }
}
