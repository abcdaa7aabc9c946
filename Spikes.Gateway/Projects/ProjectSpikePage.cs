using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Spikes.Gateway.Http;
using Spikes.Gateway.Spikes;
using Spikes.Grains.Interfaces.Outcomes;
using Spikes.Grains.Interfaces.Spikes;

namespace Spikes.Gateway.Projects;

/// <summary>
/// A page by its number. Where it begins, and with filters how many rows there are, is counted in calls that each look at 5000 rows, so
/// that a long list holds no reader.
/// </summary>
internal static class ProjectSpikePage
{
    private const long MaxBytes = 8 * 1024 * 1024;
    private const string Opening = "{\"data\":[";

    /// <param name="grains">Where the reader is.</param>
    /// <param name="query">The list, from its newest row on.</param>
    /// <param name="page">Which page of it.</param>
    /// <param name="stored">The rows of the store: without filters that many match.</param>
    /// <param name="cancellationToken">Ends the counting.</param>
    public static async Task<IResult> OpenAsync(
        IGrainFactory grains, SpikeQuery query, PageQuery page, long stored, CancellationToken cancellationToken)
    {
        var isFiltered = query.Filter != SpikeFilter.None;
        SpikeCursor? before = null;
        if (isFiltered || (page.Skip > 0 && page.Skip < stored))
        {
            var counted = await CountAsync(grains, query, page.Skip, isFiltered, cancellationToken);
            if (!counted.IsSuccess(out var count, out var refusal))
                return ErrorResult.From(refusal);
            before = count.At;
            if (isFiltered)
                stored = count.Matching;
        }

        var envelope = new SpikeEnvelope(Opening, _ => Closing(Pagination.Of(page, stored)), null, MaxBytes) { TellsNext = false };
        return page.Skip == 0 || before is not null
            ? new SpikeStream(grains, query with { After = before }, envelope)
            : new RawJson((byte[])[.. envelope.OpenBytes.Span, .. envelope.CloseBytes(null).Span]);
    }

    private static async ValueTask<Outcome<SpikeCount>> CountAsync(
        IGrainFactory grains, SpikeQuery query, long place, bool toTheEnd, CancellationToken cancellationToken)
    {
        var reader = grains.GetGrain<ISpikeReaderGrain>(ISpikeReaderGrain.Key);
        var total = new SpikeCount(0, null, null);
        do
        {
            var rest = Math.Max(place - total.Matching, 0);
            var counted = await reader.CountAsync(query with { After = total.Next }, rest, cancellationToken);
            if (!counted.IsSuccess(out var count, out var refusal))
                return refusal;
            total = new SpikeCount(total.Matching + count.Matching, total.At ?? count.At, count.Next);
        }
        while (total.Next is not null && (toTheEnd || total.At is null));
        return total;
    }

    private static string Closing(Pagination pagination) =>
        "],\"pagination\":" + JsonSerializer.Serialize(pagination, ProjectJson.Default.Pagination) + "}";
}
