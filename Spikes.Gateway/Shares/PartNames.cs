using System.Text.RegularExpressions;
using Microsoft.AspNetCore.WebUtilities;

namespace Spikes.Gateway.Shares;

/// <summary>What a part of a multipart body calls itself (contract section 5.2).</summary>
/// <param name="Name">The parameter <c>name</c>; not read when there is a file name.</param>
/// <param name="FileName">The parameter <c>filename</c> as sent; every part that has it is a file.</param>
internal readonly partial record struct PartNames(string? Name, string? FileName)
{
    public static PartNames Of(MultipartSection part) =>
        part.Headers is { } headers && headers.TryGetValue("Content-Disposition", out var lines) ? Parse(lines[0] ?? "") : default;

    /// <summary>
    /// Reads parameter by parameter, so that <c>name="x; filename=y"</c> makes no file. The framework's parser unescapes and prefers
    /// <c>filename*</c>, both of which would change names.
    /// </summary>
    public static PartNames Parse(string line)
    {
        string? name = null;
        var at = line.IndexOf(';', StringComparison.Ordinal);
        while (at >= 0)
        {
            var stop = line.AsSpan(at + 1).IndexOfAny('=', ';');
            if (stop < 0)
                break;
            var key = line.AsSpan(at + 1, stop).Trim();
            at += 1 + stop;
            if (line[at] == ';')
                continue;
            if (key.Equals("filename", StringComparison.OrdinalIgnoreCase))
                return new(name, FileNameAt(line, at + 1));
            var value = ValueAt(line, at + 1, out at);
            if (key.Equals("name", StringComparison.OrdinalIgnoreCase))
                name ??= value;
        }

        return new(name, null);
    }

    private static string FileNameAt(string line, int start)
    {
        start = SkipBlanks(line, start);
        if (start == line.Length || line[start] != '"')
        {
            var end = line.IndexOf(';', start);
            return line[start..(end < 0 ? line.Length : end)].Trim();
        }

        var next = QuoteBeforeParameter().Match(line, start + 1);
        var close = next.Success ? next.Index : line.LastIndexOf('"');
        // A quote that is never closed stays in the value: it gets the name refused.
        return close > start ? line[(start + 1)..close] : line[start..];
    }

    private static string ValueAt(string line, int start, out int next)
    {
        start = SkipBlanks(line, start);
        if (start == line.Length || line[start] != '"')
        {
            next = line.IndexOf(';', start);
            return line[start..(next < 0 ? line.Length : next)].Trim();
        }

        var close = start + 1;
        while (close < line.Length && line[close] != '"')
            close += line[close] == '\\' ? 2 : 1;
        close = Math.Min(close, line.Length);
        next = line.IndexOf(';', close);
        return line[(start + 1)..close];
    }

    private static int SkipBlanks(string line, int start)
    {
        while (start < line.Length && line[start] is ' ' or '\t')
            start++;
        return start;
    }

    [GeneratedRegex("\"[ \\t]*;[ \\t]*[!#$%&'*+.^_`|~0-9A-Za-z-]+[ \\t]*=", RegexOptions.CultureInvariant)]
    private static partial Regex QuoteBeforeParameter();
}
