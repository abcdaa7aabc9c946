using Spikes.Load.Http;
using Spikes.Load.Measuring;

namespace Spikes.Load.Servers;

/// <summary>A running program with its storage. Rate limits are off.</summary>
internal interface IServerUnderLoad : IAsyncDisposable
{
    Uri Address { get; }

    /// <summary>For the title of a line.</summary>
    string Name { get; }

    /// <summary>A client of it.</summary>
    SpikesApp NewApp();

    /// <summary>What writes to the same kind of storage are compared with: plain single-row inserts first.</summary>
    /// <param name="set">What is posted.</param>
    Task<IReadOnlyList<IMeasured>> WritersAsync(Func<Uri, RequestSet> set);
}
