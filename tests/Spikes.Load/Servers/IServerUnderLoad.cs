using Spikes.Load.Http;
using Spikes.Load.Measuring;

namespace Spikes.Load.Servers;

/// <summary>A running program with its storage. Rate limits are off.</summary>
internal interface IServerUnderLoad : IAsyncDisposable
{
    /// <summary>No limit on rates, and webhooks that may call this machine.</summary>
    public static readonly IReadOnlyList<string> Settings = [.. UnlimitedRates.Settings, "--Spikes:Webhooks:AllowedPrivateNetworks:0=127.0.0.0/8"];

    Uri Address { get; }

    /// <summary>For the title of a line.</summary>
    string Name { get; }

    /// <summary>The rows of accounts.</summary>
    TierRows Tiers { get; }

    /// <summary>A client of it.</summary>
    SpikesApp NewApp();

    /// <summary>What writes to the same kind of storage are compared with: plain single-row inserts first.</summary>
    /// <param name="set">What is posted.</param>
    Task<IReadOnlyList<IMeasured>> WritersAsync(Func<Uri, RequestSet> set);
}
