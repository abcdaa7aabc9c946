using Spikes.Gateway.Http;
using Spikes.Gateway.Options;
using Spikes.Grains.Interfaces.Shares;
using Spikes.Grains.Interfaces.Users;

namespace Spikes.Gateway.Shares;

/// <summary>Reads an owner's shares stretch by stretch.</summary>
internal static class ShareListing
{
    /// <summary>The most rows of the list: a row is a few hundred bytes, so that the body stays below 10 MiB.</summary>
    public const int MaxRows = 10_000;

    private const int RowsPerCall = 500;

    /// <summary>The rows, newest first, or the answer that says why there are none.</summary>
    public static async Task<(IReadOnlyList<ShareRow>? Rows, ErrorResult? Error)> ReadAsync(
        IShareReaderGrain reader, AccountId owner, PublicUrls urls, CancellationToken cancellationToken)
    {
        var rows = new List<ShareRow>();
        string? after = null;
        do
        {
            var outcome = await reader.ListAsync(owner, after, Math.Min(RowsPerCall, MaxRows - rows.Count), cancellationToken);
            if (!outcome.IsSuccess(out var stretch, out var refusal))
                return (null, ErrorResult.From(refusal));
            rows.AddRange(stretch.Shares.Select(share => ShareRow.From(share, urls)));
            after = stretch.Next;
        }
        while (after is not null && rows.Count < MaxRows);
        return (rows, null);
    }
}
