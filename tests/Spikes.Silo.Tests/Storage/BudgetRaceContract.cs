using Spikes.Grains.Interfaces.Projects;
using Spikes.Grains.Interfaces.Spikes;
using Spikes.Grains.Interfaces.Users;
using Spikes.Grains.Storage;
using static Spikes.Silo.Tests.Storage.StorageSamples;

namespace Spikes.Silo.Tests.Storage;

/// <summary>Many keys of one agent at once: no key is a tenth of a cent above its cap, none is refused below it.</summary>
public abstract class BudgetRaceContract : BudgetTests
{
    private const int Keys = 50;
    private const int PostsPerKey = 100;
    private const int SharesPerKey = 4;

    // None, or 0 to 150 tenths of a cent: some keys use up their budget and some do not.
    private const int Caps = 17;

    /// <summary>Where writes go in turns.</summary>
    protected virtual IReadOnlyList<StorageHarness> Silos => [Storage];

    [Fact]
    public async Task Submit_FiftyKeysAndFiveThousandPosts_StoresExactlyWhatTheCapsAllow()
    {
        await BecomeAsync(Alice, Tier.Agent);
        StoreKey[] stores = [await NewShareAsync(Alice), await Storage.NewProjectAsync(Alice, "mine"), await NewShareAsync(Alice), Unowned];
        var keys = await NewKeysAsync();
        var posts = await Task.WhenAll(Enumerable.Range(0, Keys * PostsPerKey).Select(number => Task.Run(
            () => PostAsync(Silos[number / Keys / stores.Length % Silos.Count].Spikes, stores[number / Keys % stores.Length], keys[number % Keys].Id), Token)));

        for (var key = 0; key < Keys; key++)
        {
            var codes = posts.Where((_, number) => number % Keys == key).ToList();
            var stored = codes.Count(code => code is null);
            Assert.Equal(Math.Min(keys[key].CapCents * 10 ?? PostsPerKey, PostsPerKey), stored);
            Assert.Equal(PostsPerKey - stored, codes.Count(code => code == ErrorCode.BudgetExceeded));
            Assert.Equal((stored, 0), await UsedAsync(Alice, keys[key].Id));
        }

        var all = posts.Count(code => code is null);
        Assert.Equal(all, await Storage.CountRowsAsync("spikes"));
        Assert.Equal((all, 2), await UsedAsync(Alice));
    }

    [Fact]
    public async Task SubmitAndPublish_FiftyKeysAtOnce_NeverPassACapNorStandInEachOthersWay()
    {
        await BecomeAsync(Alice, Tier.Agent);
        var share = await NewShareAsync(Alice);
        var keys = await NewKeysAsync();
        var writes = await Task.WhenAll(keys.SelectMany((key, number) => Enumerable.Range(0, PostsPerKey + SharesPerKey).Select(write => Task.Run(
            async () =>
            {
                var silo = Silos[(number + write) % Silos.Count];
                var isShare = write % (PostsPerKey / SharesPerKey) == 0 && write < PostsPerKey;
                var code = isShare
                    ? (await PublishAsync(silo.Shares, Alice, key.Id)).Code()
                    : await PostAsync(silo.Spikes, write % 2 == 0 ? share : Unowned, key.Id);
                return (key.Id, IsShare: isShare, Code: code);
            },
            Token))));

        Assert.All(writes.Where(write => write.Code is not null), write => Assert.Equal(ErrorCode.BudgetExceeded, write.Code));
        foreach (var (id, capCents) in keys)
        {
            var made = writes.Where(write => write.Id == id && write.Code is null).ToList();
            var used = (Spikes: made.Count(write => !write.IsShare), Shares: made.Count(write => write.IsShare));
            Assert.Equal(used, await UsedAsync(Alice, id));
            var cost = used.Spikes + (10 * used.Shares);
            Assert.True(capCents is null || cost <= capCents * 10, $"{id} has used {cost} of {capCents * 10}");
            if (writes.Any(write => write.Id == id && !write.IsShare && write.Code is not null)) Assert.Equal(capCents * 10, cost);
        }

        Assert.Equal(await Storage.CountRowsAsync("spikes"), (await UsedAsync(Alice)).Spikes);
        Assert.Equal(await Storage.CountRowsAsync("shares"), (await UsedAsync(Alice)).Shares);
    }

    [Fact]
    public async Task Submit_SameCommandsAtOnce_AreChargedOnce()
    {
        await BecomeAsync(Alice, Tier.Agent);
        var share = await NewShareAsync(Alice);
        var key = await NewKeyAsync(Alice, 2);
        var commands = Enumerable.Range(0, 30).Select(number => Command(Caller.For(Alice), key, number % 2 == 0 ? "client-" + number : null)).ToList();
        var answers = await Task.WhenAll(Enumerable.Range(0, 300).Select(number => Task.Run(
            () => SubmitAsync(Silos[number % Silos.Count].Spikes, share, commands[number / 2 % commands.Count]), Token)));

        Assert.Equal(200, answers.Count(answer => answer.Refusal is null));
        Assert.Equal(20, await Storage.CountRowsAsync("spikes"));
        Assert.Equal((20, 0), await UsedAsync(Alice, key));
        Assert.Equal((20, 1), await UsedAsync(Alice));
    }

    private async Task<(string Id, int? CapCents)[]> NewKeysAsync()
    {
        var keys = new (string Id, int? CapCents)[Keys];
        for (var i = 0; i < Keys; i++)
        {
            int? cap = i % Caps == Caps - 1 ? null : i % Caps;
            keys[i] = (await NewKeyAsync(Alice, cap), cap);
        }

        return keys;
    }

    private static async Task<ErrorCode?> PostAsync(ISpikeStore silo, StoreKey store, string keyId) =>
        (await SubmitAsync(silo, store, Command(Caller.For(Alice), keyId))).Code();
}
