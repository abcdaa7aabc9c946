using System.Xml.Linq;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.DataProtection.Repositories;
using Microsoft.Extensions.DependencyInjection;
using Spikes.Gateway.Pages.Device;

namespace Spikes.Gateway.Tests.Pages;

public sealed class SealedCodesTests
{
    [Fact]
    public void Open_SealedByAnotherNodeOfTheRing_IsTheCode()
    {
        var ring = new Ring();
        var (one, other) = (Codes(ring), Codes(ring));
        var text = one.Seal("ABCDEFGH");
        Assert.DoesNotContain("ABCDEFGH", text, StringComparison.Ordinal);
        Assert.Equal("ABCDEFGH", other.Open(text));
        Assert.Equal("JKMNPQRS", one.Open(other.Seal("JKMNPQRS")));
    }

    [Fact]
    public void Open_ForeignRingOrTampered_IsNothing()
    {
        var codes = Codes(new Ring());
        Assert.Null(codes.Open(Codes(new Ring()).Seal("ABCDEFGH")));
        Assert.Null(codes.Open("garbage"));
        Assert.Null(codes.Open(null));
        var text = codes.Seal("ABCDEFGH");
        Assert.Null(codes.Open(text[..^2] + (text[^2] == 'A' ? 'B' : 'A') + text[^1]));
    }

    private static SealedCodes Codes(IXmlRepository ring)
    {
        var services = new ServiceCollection();
        services.AddDataProtection().SetApplicationName("spikes");
        services.Configure<KeyManagementOptions>(keys => keys.XmlRepository = ring);
        return new SealedCodes(services.BuildServiceProvider().GetRequiredService<IDataProtectionProvider>());
    }

    private sealed class Ring : IXmlRepository
    {
        private readonly List<XElement> _elements = [];

        public IReadOnlyCollection<XElement> GetAllElements() => [.. _elements];

        public void StoreElement(XElement element, string friendlyName) => _elements.Add(element);
    }
}
