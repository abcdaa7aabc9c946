using System.Reflection;
using System.Text.Json;
using Spikes.Grains.Interfaces.Billing;
using Spikes.Grains.Interfaces.Pages;
using Spikes.Grains.Interfaces.Projects;
using Spikes.Grains.Interfaces.RateLimiting;
using Spikes.Grains.Interfaces.Shares;
using Spikes.Grains.Interfaces.Spikes;
using Spikes.Grains.Interfaces.Users;
using Spikes.Grains.Users;

namespace Spikes.Grains.Tests.Storage;

/// <summary>What the grain storage needs: its rows are named by key and state name only, and keys that look like hex alias.</summary>
public sealed class GrainRulesTests
{
    private static readonly Type[] Grains =
        [.. typeof(SpikesGrains).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(Grain)) && !type.IsAbstract)];

    /// <summary>The keys by which each grain is reached; <c>ab12</c> by itself would be read as a number.</summary>
    private static readonly Dictionary<Type, string[]> Keys = new()
    {
        [typeof(IShareGrain)] =
        [
            StoreKey.Share("ab12").ToString(), StoreKey.Unregistered("ab12").ToString(), StoreKey.Project("ab12").ToString(),
        ],
        [typeof(IProjectGrain)] = [StoreKey.Project("ab12").ToString()],
        [typeof(IProjectReaderGrain)] = [IProjectReaderGrain.Key],
        [typeof(IRateLimiterGrain)] = [new RateLimitKey("spikes-ip", "ab12").ToString()],
        [typeof(IUserGrain)] = [AccountId.User("ab12").Value],
        [typeof(IUserTokenGrain)] = [Secrets.UserTokenKey("ab12"), Secrets.SessionKey("ab12")],
        [typeof(IApiKeyGrain)] = [Secrets.ApiKeyGrainKey("ab12")],
        [typeof(IApiKeyReaderGrain)] = [IApiKeyReaderGrain.Key],
        [typeof(ILoginTokenGrain)] = [Secrets.LoginTokenKey("ab12")],
        [typeof(ISignInGrain)] = [Secrets.SignInKey("ab12")],
        [typeof(IDeviceSignInGrain)] = [DeviceCodes.GrainKey("ab12")],
        [typeof(IStripeCustomerGrain)] = [IStripeCustomerGrain.GrainKey("ab12")],
        [typeof(IKeyRingGrain)] = [IKeyRingGrain.Key],
        [typeof(IUploadGrain)] = ["upload/" + Guid.Empty],
        [typeof(IStoreNameGrain)] = [StoreName.GrainKey("ab12")],
        [typeof(ISpikeReaderGrain)] = [ISpikeReaderGrain.Key],
        [typeof(IShareReaderGrain)] = [IShareReaderGrain.Key],
    };

    private static ParameterInfo[] States =>
        [.. Grains.SelectMany(grain => grain.GetConstructors()).SelectMany(constructor => constructor.GetParameters())
            .Where(parameter => parameter.GetCustomAttribute<PersistentStateAttribute>() is not null)];

    [Fact]
    public void PersistentStates_AllGrains_HaveUniqueNamesInTheDefaultStorage()
    {
        var attributes = States.Select(parameter => parameter.GetCustomAttribute<PersistentStateAttribute>()!).ToList();

        Assert.Equal(6, attributes.Select(attribute => attribute.StateName).Distinct().Count());
        Assert.Equal(6, attributes.Count);
        Assert.All(attributes, attribute => Assert.Equal("Default", attribute.StorageName));
    }

    [Fact]
    public void PersistentStates_FilledAndWrittenAsJson_ReadBackEqual() => Assert.All(
        States.Select(parameter => parameter.ParameterType.GetGenericArguments()[0]),
        type =>
        {
            var empty = Activator.CreateInstance(type);
            foreach (var property in type.GetProperties().Where(property => property.CanWrite))
            {
                var state = Activator.CreateInstance(type);
                property.SetValue(state, Filled(property.PropertyType));
                // One that differs in this property alone, so that a property that is not written is found.
                var json = JsonSerializer.Serialize(state, type);
                Assert.NotEqual(JsonSerializer.Serialize(empty, type), json);
                Assert.Equal(json, JsonSerializer.Serialize(JsonSerializer.Deserialize(json, type), type));
            }
        });

    [Fact]
    public void Grains_All_AreSealedInternalNamedAndSmall() => Assert.All(Grains, grain =>
    {
        Assert.True(grain.IsSealed && grain.IsNotPublic, grain.Name);
        Assert.NotNull(grain.GetCustomAttribute<GrainTypeAttribute>());
        Assert.All(grain.GetConstructors(), constructor => Assert.InRange(constructor.GetParameters().Length, 0, 5));
    });

    [Fact]
    public void Keys_AllKinds_ContainASlash() => Assert.All(Keys.Values.SelectMany(keys => keys), key => Assert.Contains('/', key));

    [Fact]
    public void Keys_AllGrainInterfaces_AreListedHere() => Assert.Equal(
        typeof(IShareGrain).Assembly.GetTypes()
            .Where(type => type.IsInterface && type.IsAssignableTo(typeof(IGrainWithStringKey))).Select(type => type.Name).Order(),
        Keys.Keys.Select(type => type.Name).Order());

    [Fact]
    public void Keys_OfTheSameText_AreOfDifferentKinds() => Assert.Distinct(
        new[] { typeof(IUserTokenGrain), typeof(ILoginTokenGrain), typeof(ISignInGrain), typeof(IDeviceSignInGrain), typeof(IUserGrain), typeof(IShareGrain) }
            .SelectMany(type => Keys[type]));

    /// <summary>A value that is not the default, of every type that states hold; a new type is added here.</summary>
    private static object Filled(Type type)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        return type == typeof(string) ? "ünï \"\u2028"
            : type == typeof(int) ? -7
            : type == typeof(bool) ? true
            : type == typeof(IReadOnlyList<string>) ? new[] { "ünï" }
            : type == typeof(IReadOnlyList<ConfirmedAttempt>)
                ? new[] { new ConfirmedAttempt(new LoginAttempt("::1", DateTimeOffset.UnixEpoch), DateTimeOffset.UnixEpoch, true) }
            : type == typeof(DateTimeOffset) ? new DateTimeOffset(2026, 1, 15, 10, 30, 0, TimeSpan.FromHours(2)).AddTicks(1_234_567)
            : type.IsEnum ? Enum.GetValues(type).GetValue(Enum.GetValues(type).Length - 1)!
            : throw new NotSupportedException(type.Name);
    }
}
