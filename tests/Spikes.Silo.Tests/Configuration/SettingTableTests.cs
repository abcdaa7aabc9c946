using System.Reflection;
using Spikes.Gateway.Billing;
using Spikes.Gateway.Options;
using Spikes.Gateway.RateLimiting;
using Spikes.Grains.Users;
using Spikes.Gateway.Configuration;

namespace Spikes.Silo.Tests.Configuration;

public sealed class SettingTableTests
{
    private static readonly HashSet<string> Bound =
    [
        .. Keys(typeof(SpikesSettings), SpikesSettings.Section),
        .. Keys(typeof(GatewayOptions), GatewayOptions.Section),
        .. Keys(typeof(UploadOptions), UploadOptions.Section),
        .. Keys(typeof(TierOptions), TierOptions.Section),
        .. Keys(typeof(RateLimitOptions), RateLimitOptions.Section),
        .. Keys(typeof(StripeOptions), StripeOptions.Section),
    ];

    [Fact]
    public void All_OptionsClasses_HaveARowForEveryProperty() =>
        Assert.Empty(Bound.Except(SettingTable.All.Select(row => row.Key)));

    [Fact]
    public void All_Rows_AreReadBySomeOptionsClass() =>
        Assert.Equal(["ConnectionStrings:Spikes"], SettingTable.All.Select(row => row.Key).Except(Bound));

    [Theory]
    [InlineData("spikes:mode", "Spikes:Mode")]
    [InlineData("Spikes:TrustedProxies:10", "Spikes:TrustedProxies")]
    [InlineData("Spikes:TrustedProxies:x", null)]
    [InlineData("Spikes:TrustedProxies:", null)]
    [InlineData("Spikes:Mode:0", null)]
    [InlineData("Spikes", null)]
    public void Find_Key_KnowsSettingsAndEntriesOfLists(string key, string? expected) =>
        Assert.Equal(expected, SettingTable.Find(key)?.Key);

    private static IEnumerable<string> Keys(Type options, string section)
    {
        foreach (var property in options.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(IsBound))
        {
            var key = $"{section}:{property.Name}";
            var isSection = property.PropertyType.IsClass && property.PropertyType != typeof(string);
            foreach (var inner in isSection ? Keys(property.PropertyType, key) : [key])
                yield return inner;
        }
    }

    private static bool IsBound(PropertyInfo property) =>
        property.CanWrite || (property.PropertyType.IsGenericType && property.PropertyType.GetGenericTypeDefinition() == typeof(IList<>));
}
