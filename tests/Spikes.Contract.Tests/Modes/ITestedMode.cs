namespace Spikes.Contract.Tests.Modes;

/// <summary>How the program runs while the contract is tested.</summary>
internal interface ITestedMode : IAsyncDisposable
{
    /// <summary>Starts the program before the first test; in a cluster behind several doors, gateways and a silo that serves HTTP.</summary>
    /// <param name="name">Names the settings.</param>
    /// <param name="settings">As arguments; none that silos of one cluster must have in common.</param>
    Task<Front> StartAsync(string name, params string[] settings);

    /// <summary>
    /// Starts the program while tests run; in a cluster behind one gateway. A silo that joined now would take grains over from the others
    /// under the tests, and its settings could be such that it sends mails with links of its own.
    /// </summary>
    /// <param name="name">Names the settings.</param>
    /// <param name="address">Where it listens; null for a free port.</param>
    /// <param name="settings">As arguments.</param>
    Task<Front> StartLaterAsync(string name, Uri? address, params string[] settings);

    /// <summary>Starts the program on storage of its own, so that any settings may differ; in a cluster one gateway and a silo that serves HTTP.</summary>
    /// <param name="name">Names the settings; letters only.</param>
    /// <param name="settings">As arguments.</param>
    Task<Front> StartApartAsync(string name, params string[] settings);
}
