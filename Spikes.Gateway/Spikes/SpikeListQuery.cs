using Microsoft.AspNetCore.Http;
using Spikes.Gateway.Http;
using Spikes.Grains.Interfaces.Spikes;

namespace Spikes.Gateway.Spikes;

/// <summary>The checked query of GET /spikes (contract section 11).</summary>
internal sealed record SpikeListQuery(string? Project, SpikeFilter Filter, SpikeCursor? After, int Limit)
{
    private const int DefaultLimit = 100;
    private const int MaxLimit = 1000;

    /// <summary>Reads the query; all wrong parameters are reported at once.</summary>
    public static (SpikeListQuery? Query, ErrorResult? Error) Read(IQueryCollection query)
    {
        var faults = new List<FieldError>();
        var limit = ReadLimit(query, faults);
        var after = ReadCursor(query, faults);
        var filter = ReadFilter(query, "", faults);
        if (faults.Count > 0)
            return (null, ErrorResult.Invalid(faults));
        return (new SpikeListQuery(Text(query, "project"), filter, after, limit), null);
    }

    /// <summary>The filters, whose names may have a prefix; wrong ones are added to the faults.</summary>
    public static SpikeFilter ReadFilter(IQueryCollection query, string prefix, List<FieldError> faults) => new(
        Text(query, prefix + "page"),
        Text(query, prefix + "reviewer"),
        ReadRating(query, prefix + "rating", faults),
        ReadResolved(query, prefix + "resolved", faults));

    /// <summary>A parameter's text with lone surrogates and NUL replaced; null when absent or empty.</summary>
    public static string? Text(IQueryCollection query, string name)
    {
        var value = query.Last(name);
        return value.Length > 0 ? value.Replace('\0', '\ufffd') : null;
    }

    private static int ReadLimit(IQueryCollection query, List<FieldError> faults)
    {
        if (!query.ContainsKey("limit"))
            return DefaultLimit;
        var text = query.Last("limit");
        var digits = text.TrimStart('0');
        if (digits.Length > 0 && text.All(char.IsAsciiDigit))
            return digits.Length > 4 ? MaxLimit : Math.Min(MaxLimit, int.Parse(digits, System.Globalization.CultureInfo.InvariantCulture));
        faults.Add(new FieldError("limit", "Limit must be a positive integer"));
        return DefaultLimit;
    }

    private static SpikeCursor? ReadCursor(IQueryCollection query, List<FieldError> faults)
    {
        if (Text(query, "cursor") is not { } text)
            return null;
        var cursor = SpikeCursorText.Read(text);
        if (cursor is null)
            faults.Add(new FieldError("cursor", "The cursor is not one that this service gave"));
        return cursor;
    }

    private static string? ReadRating(IQueryCollection query, string name, List<FieldError> faults)
    {
        var text = Text(query, name);
        if (text is not null && !Ratings.IsRating(text))
            faults.Add(new FieldError(name, Ratings.Message));
        return text;
    }

    private static bool? ReadResolved(IQueryCollection query, string name, List<FieldError> faults)
    {
        var text = Text(query, name);
        if (text is not (null or "true" or "false"))
            faults.Add(new FieldError(name, "Must be true or false"));
        return text is null ? null : text == "true";
    }
}
