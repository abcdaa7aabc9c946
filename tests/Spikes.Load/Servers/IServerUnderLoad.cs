using Spikes.Load.Measuring;

namespace Spikes.Load.Servers;

/// <summary>A running program with its storage. Rate limits are off.</summary>
internal interface IServerUnderLoad : IAsyncDisposable
{
    Uri Address { get; }

    /// <summary>For the title of a line.</summary>
    string Name { get; }

    /// <summary>The token of a new user.</summary>
    Task<string> SignUpAsync();

    /// <summary>Plain single-row inserts into the same kind of storage.</summary>
    IMeasured Inserts();
}
