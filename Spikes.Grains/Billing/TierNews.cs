using Microsoft.Extensions.Logging;
using Spikes.Grains.Interfaces.Projects;
using Spikes.Grains.Interfaces.Shares;
using Spikes.Grains.Interfaces.Users;
using Spikes.Grains.Storage;

namespace Spikes.Grains.Billing;

/// <summary>Tells users, and the pages of their shares, that the rows have another tier for them.</summary>
internal static partial class TierNews
{
    /// <summary>The most shares that are told, the newest ones; pages of the others follow within seconds.</summary>
    private const int MaxShares = 1000;

    /// <summary>Who is not reached reads the rows anew within seconds.</summary>
    public static async Task TellAsync(IGrainFactory grains, IShareStore shares, AccountId account, ILogger logger)
    {
        try
        {
            await grains.GetGrain<IUserGrain>(account.Value).ForgetTierAsync(CancellationToken.None);
            var listed = await shares.ListAsync(account, after: null, MaxShares, CancellationToken.None);
            if (listed.IsSuccess(out var list, out _)) await Task.WhenAll(list.Shares.Select(share => TellAsync(grains, share)));
        }
        catch (Exception exception) when (exception is TimeoutException or OrleansException)
        {
            LogNotTold(logger, exception);
        }
    }

    private static Task TellAsync(IGrainFactory grains, ShareSummary share) =>
        grains.GetGrain<IShareGrain>(StoreKey.Share(share.Id).ToString()).RenewVersionAsync(CancellationToken.None).AsTask();

    [LoggerMessage(LogLevel.Warning, "A user could not be told of another tier")]
    private static partial void LogNotTold(ILogger logger, Exception exception);
}
