using System.Reflection;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.Extensions.DependencyInjection;
using Spikes.Gateway.Pages;
using Spikes.Grains.Interfaces.Outcomes;
using Spikes.Grains.Interfaces.Pages;

namespace Spikes.Gateway.Tests.Pages;

public sealed class KeyRingRepositoryTests
{
    private readonly SharedRing _ring = new();

    [Fact]
    public void Protect_GatewaysThatStartAtOnce_AllUseOneKey()
    {
        var gateways = Enumerable.Range(0, 8).Select(_ => Protector()).ToArray();

        var texts = gateways.Select(gateway => gateway.Protect("text")).ToArray();

        Assert.Single(_ring.Elements);
        Assert.All(gateways, gateway => Assert.All(texts, text => Assert.Equal("text", gateway.Unprotect(text))));
    }

    [Fact]
    public void Read_RingIsAway_IsAnOutage()
    {
        _ring.IsAway = true;
        Assert.Throws<TimeoutException>(() => Repository().GetAllElements());
        Assert.Throws<TimeoutException>(() => Repository().StoreElement(new("key"), "key"));
    }

    private IDataProtector Protector()
    {
        var services = new ServiceCollection();
        services.AddDataProtection().SetApplicationName("spikes");
        services.Configure<KeyManagementOptions>(keys => keys.XmlRepository = Repository());
        return services.BuildServiceProvider().GetRequiredService<IDataProtectionProvider>().CreateProtector("test");
    }

    private KeyRingRepository Repository()
    {
        var grains = DispatchProxy.Create<IGrainFactory, FactoryProxy>();
        ((FactoryProxy)(object)grains).Ring = new View(_ring);
        return new KeyRingRepository(grains);
    }

    /// <summary>The ring as its grain keeps it.</summary>
    private sealed class SharedRing
    {
        public List<string> Elements { get; } = [];

        public bool IsAway { get; set; }
    }

    /// <summary>What one gateway sees: it read the empty ring before any of them stored its key.</summary>
    private sealed class View(SharedRing ring) : IKeyRingGrain
    {
        private bool _hasRead;

        public Task<Outcome<KeyRing>> ReadAsync(CancellationToken cancellationToken)
        {
            var elements = _hasRead ? [.. ring.Elements] : Array.Empty<string>();
            _hasRead = true;
            return Answer(elements);
        }

        public Task<Outcome<KeyRing>> AddAsync(string xml, int seen, CancellationToken cancellationToken)
        {
            if (!ring.IsAway && ring.Elements.Count <= seen)
                ring.Elements.Add(xml);
            return Answer([.. ring.Elements]);
        }

        private Task<Outcome<KeyRing>> Answer(string[] elements) =>
            Task.FromResult<Outcome<KeyRing>>(ring.IsAway ? Refusal.Unavailable : new KeyRing(elements));
    }

    /// <summary>A grain factory that knows the one ring.</summary>
    public class FactoryProxy : DispatchProxy
    {
        internal IKeyRingGrain Ring { get; set; } = null!;

        protected override object Invoke(MethodInfo? targetMethod, object?[]? args) => Ring;
    }
}
