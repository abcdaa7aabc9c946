using Spikes.Grains.Interfaces.Outcomes;
using Spikes.Grains.Interfaces.Shares;
using Spikes.Grains.Interfaces.Spikes;

namespace Spikes.Gateway.Spikes;

/// <summary>Finds a spike and changes it in its store.</summary>
internal static class SpikeChange
{
    /// <summary>
    /// Changes what is found. Between the two the key of its store may have been registered: then it is looked for once more, in the
    /// project that took it over.
    /// </summary>
    public static async Task<Outcome<T>> ApplyAsync<T>(
        IGrainFactory grains, Func<ValueTask<Outcome<FoundSpike>>> find, Func<IShareGrain, FoundSpike, Task<Outcome<T>>> change)
        where T : class
    {
        var found = await find();
        if (!found.IsSuccess(out var spike, out var refusal))
            return refusal;
        var outcome = await change(StoreOf(spike), spike);
        if (outcome.Refusal?.Code != ErrorCode.NotFound)
            return outcome;
        var again = await find();
        return again.IsSuccess(out var moved, out _) && moved.Id == spike.Id && moved.Store != spike.Store
            ? await change(StoreOf(moved), moved)
            : outcome;

        IShareGrain StoreOf(FoundSpike row) => grains.GetGrain<IShareGrain>(row.Store.ToString());
    }
}
