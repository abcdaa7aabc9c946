using System.Collections.Concurrent;

namespace Spikes.Gateway;

/// <summary>
/// Grains by key, for the paths that every request takes. The factory reads the attributes of an interface anew at each call, which
/// costs more than the rest of it; here they are read once.
/// </summary>
internal sealed class GrainReferences(IGrainFactory grains)
{
    private readonly ConcurrentDictionary<Type, (GrainType Grain, GrainInterfaceType Interface)> _known = new();

    /// <summary>The grain of a key, as <see cref="IGrainFactory.GetGrain{TGrainInterface}(string, string)"/> gives it.</summary>
    public TGrain Get<TGrain>(string key)
        where TGrain : IGrainWithStringKey
    {
        if (_known.TryGetValue(typeof(TGrain), out var known))
            return (TGrain)grains.GetGrain(GrainId.Create(known.Grain, key), known.Interface);

        var grain = grains.GetGrain<TGrain>(key);
        if (grain is GrainReference reference)
            _known[typeof(TGrain)] = (reference.GrainId.Type, reference.InterfaceType);
        return grain;
    }
}
