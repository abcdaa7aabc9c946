using Microsoft.Extensions.Logging;
using Spikes.Grains.Interfaces.Users;

namespace Spikes.Grains.Billing;

/// <summary>Tells users that the rows have another tier for them.</summary>
internal static partial class TierNews
{
    /// <summary>Who is not reached reads the rows anew within seconds.</summary>
    public static async Task TellAsync(IGrainFactory grains, AccountId account, ILogger logger)
    {
        try
        {
            await grains.GetGrain<IUserGrain>(account.Value).ForgetTierAsync(CancellationToken.None);
        }
        catch (Exception exception) when (exception is TimeoutException or OrleansException)
        {
            LogNotTold(logger, exception);
        }
    }

    [LoggerMessage(LogLevel.Warning, "A user could not be told of another tier")]
    private static partial void LogNotTold(ILogger logger, Exception exception);
}
