namespace Spikes.Contract.Tests.Modes;

/// <summary>How the program runs while the contract is tested.</summary>
internal interface ITestedMode : IAsyncDisposable
{
    /// <summary>Starts the program with settings that others do not have.</summary>
    /// <param name="name">Names the settings.</param>
    /// <param name="gateways">How many gateways a cluster gets for them.</param>
    /// <param name="address">Where it listens; null for a free port. For one gateway only.</param>
    /// <param name="settings">As arguments.</param>
    Task<Front> StartAsync(string name, int gateways, Uri? address, params string[] settings);
}
