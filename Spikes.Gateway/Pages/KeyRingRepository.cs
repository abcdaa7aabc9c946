using System.Xml.Linq;
using Microsoft.AspNetCore.DataProtection.Repositories;
using Spikes.Grains.Interfaces.Outcomes;
using Spikes.Grains.Interfaces.Pages;

namespace Spikes.Gateway.Pages;

/// <summary>
/// The keys of Data Protection in the cluster, so that every gateway reads the cookies and forms of every other. The interface is
/// synchronous; it is asked when a process first needs a key and then about once a day.
/// </summary>
internal sealed class KeyRingRepository(IGrainFactory grains) : IXmlRepository
{
    private int _seen;

    private IKeyRingGrain Ring => grains.GetGrain<IKeyRingGrain>(IKeyRingGrain.Key);

    public IReadOnlyCollection<XElement> GetAllElements()
    {
        var elements = Wait(Ring.ReadAsync(CancellationToken.None)).Elements;
        _seen = elements.Count;
        return [.. elements.Select(XElement.Parse)];
    }

    // When another gateway was first nothing is stored: Data Protection reads the ring again and takes the key it finds there.
    public void StoreElement(XElement element, string friendlyName) =>
        Wait(Ring.AddAsync(element.ToString(SaveOptions.DisableFormatting), _seen, CancellationToken.None));

    private static KeyRing Wait(Task<Outcome<KeyRing>> answer) =>
        answer.GetAwaiter().GetResult().IsSuccess(out var ring, out var refusal) ? ring : throw new TimeoutException(refusal.Message);
}
