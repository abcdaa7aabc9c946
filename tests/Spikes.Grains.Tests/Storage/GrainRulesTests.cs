using System.Reflection;
using System.Text.Json;
using Spikes.Grains.Interfaces.Projects;
using Spikes.Grains.Interfaces.RateLimiting;
using Spikes.Grains.Interfaces.Shares;
using Spikes.Grains.Interfaces.Spikes;
using Spikes.Grains.Interfaces.Users;

namespace Spikes.Grains.Tests.Storage;

/// <summary>What the grain storage needs: its rows are named by key and state name only, and keys that look like hex alias.</summary>
public sealed class GrainRulesTests
{
    private static readonly Type[] Grains =
        [.. typeof(SpikesGrains).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(Grain)) && !type.IsAbstract)];

    private static ParameterInfo[] States =>
        [.. Grains.SelectMany(grain => grain.GetConstructors()).SelectMany(constructor => constructor.GetParameters())
            .Where(parameter => parameter.GetCustomAttribute<PersistentStateAttribute>() is not null)];

    [Fact]
    public void PersistentStates_AllGrains_HaveUniqueNamesInTheDefaultStorage()
    {
        var attributes = States.Select(parameter => parameter.GetCustomAttribute<PersistentStateAttribute>()!).ToList();

        Assert.Equal(4, attributes.Select(attribute => attribute.StateName).Distinct().Count());
        Assert.Equal(4, attributes.Count);
        Assert.All(attributes, attribute => Assert.Equal("Default", attribute.StorageName));
    }

    [Fact]
    public void PersistentStates_WrittenAsJson_ReadBackEqual() => Assert.All(
        States.Select(parameter => parameter.ParameterType.GetGenericArguments()[0]),
        type =>
        {
            var state = Activator.CreateInstance(type);
            Assert.Equal(state, JsonSerializer.Deserialize(JsonSerializer.Serialize(state, type), type));
        });

    [Fact]
    public void Grains_All_AreSealedInternalNamedAndSmall() => Assert.All(Grains, grain =>
    {
        Assert.True(grain.IsSealed && grain.IsNotPublic, grain.Name);
        Assert.NotNull(grain.GetCustomAttribute<GrainTypeAttribute>());
        Assert.All(grain.GetConstructors(), constructor => Assert.InRange(constructor.GetParameters().Length, 0, 5));
    });

    [Fact]
    public void Keys_AllKinds_ContainASlash() => Assert.All(
        [
            StoreKey.Share("ab12").ToString(),
            StoreKey.Unregistered("ab12").ToString(),
            new StoreKey(StoreKind.Project, "ab12").ToString(),
            new RateLimitKey("spikes-ip", "ab12").ToString(),
            AccountId.User("ab12").Value,
            Secrets.UserTokenKey("ab12"),
            Secrets.LoginTokenKey("ab12"),
            ISpikeReaderGrain.Key,
            IShareReaderGrain.Key,
        ],
        key => Assert.Contains('/', key));
}
