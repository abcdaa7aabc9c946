using Microsoft.Extensions.Logging;
using Spikes.Grains.Interfaces.Outcomes;
using Spikes.Grains.Interfaces.Pages;
using Spikes.Grains.Storage;

namespace Spikes.Grains.Pages;

[GrainType("key-ring")]
internal sealed class KeyRingGrain(
    [PersistentState("key-ring", "Default")] IPersistentState<KeyRingState> state, ILogger<KeyRingGrain> logger) : Grain, IKeyRingGrain
{
    /// <summary>A key is made every 90 days.</summary>
    private const int MaxKeys = 1000;

    private const int MaxKeyLength = 16_384;

    public Task<Outcome<KeyRing>> ReadAsync(CancellationToken cancellationToken) =>
        Task.FromResult<Outcome<KeyRing>>(new KeyRing(state.State.Elements));

    public async Task<Outcome<KeyRing>> AddAsync(string xml, int seen, CancellationToken cancellationToken)
    {
        if (state.State.Elements.Count > seen) return new KeyRing(state.State.Elements);
        if (state.State.Elements.Count >= MaxKeys || xml.Length > MaxKeyLength) return Refusal.Unavailable;

        var written = await this.WriteAsync(state, new KeyRingState { Elements = [.. state.State.Elements, xml] }, logger);
        return written.IsSuccess(out _, out var refusal) ? new KeyRing(state.State.Elements) : refusal;
    }
}
