using Orleans.Concurrency;
using Spikes.Grains.Interfaces.Outcomes;
using Spikes.Grains.Interfaces.Users;

namespace Spikes.Grains.Interfaces.Shares;

/// <summary>
/// One upload on its way: hashes and stages the files as they come; key <c>upload/&lt;uuid&gt;</c>. Nothing is visible before
/// <see cref="CompleteAsync"/>; an upload that is never completed is dropped.
/// </summary>
[Alias("spikes.upload"), GrainInterfaceType("spikes.upload")]
public interface IUploadGrain : IGrainWithStringKey
{
    /// <summary>Stages the next bytes. Calls of one upload come one after the other.</summary>
    [Alias("Append"), ResponseTimeout("00:02:00")]
    Task<Outcome<Done>> AppendAsync(UploadPieces pieces, CancellationToken cancellationToken);

    /// <summary>Makes the share in one transaction; <see cref="ErrorCode.ShareLimit"/> when the account has all it may have.</summary>
    [Alias("Complete"), ResponseTimeout("00:02:00")]
    Task<Outcome<ShareSummary>> CompleteAsync(CreateShare command, CancellationToken cancellationToken);

    /// <summary>Whether one of the calls above is under way: the silo of a long call may have died.</summary>
    [Alias("IsAtWork"), AlwaysInterleave]
    ValueTask<bool> IsAtWorkAsync();

    /// <summary>Drops what was staged.</summary>
    [Alias("Abort")]
    Task AbortAsync(CancellationToken cancellationToken);
}
