using System.Globalization;
using Microsoft.AspNetCore.Http;
using Spikes.Gateway.Http;
using Spikes.Gateway.Spikes;

namespace Spikes.Gateway.Projects;

/// <summary>The checked <c>page</c> and <c>per_page</c> of a list (contract section 2.8).</summary>
internal sealed record PageQuery(int Page, int PerPage)
{
    /// <summary>More counts as so many.</summary>
    public const int MaxPerPage = 100;

    public const int DefaultPerPage = 50;

    /// <summary>The rows before the page.</summary>
    public long Skip => (Page - 1L) * PerPage;

    /// <summary>Reads both; wrong ones are added to the faults.</summary>
    public static PageQuery Read(IQueryCollection query, List<FieldError> faults) => new(
        ReadNumber(query, "page", 1, int.MaxValue, faults), ReadNumber(query, "per_page", DefaultPerPage, MaxPerPage, faults));

    private static int ReadNumber(IQueryCollection query, string name, int byDefault, int max, List<FieldError> faults)
    {
        if (SpikeListQuery.Text(query, name) is not { } text)
            return byDefault;
        if (text.All(char.IsAsciiDigit) && text.Trim('0').Length > 0)
            return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? Math.Min(number, max) : max;
        faults.Add(new FieldError(name, "Must be a positive integer"));
        return byDefault;
    }
}
