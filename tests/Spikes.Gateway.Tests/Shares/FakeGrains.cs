using System.Reflection;

namespace Spikes.Gateway.Tests.Shares;

/// <summary>Hands out hand-written grains by their interface; only <c>GetGrain&lt;T&gt;(string)</c> is there.</summary>
public class FakeGrains : DispatchProxy
{
    private readonly Dictionary<Type, Func<string, object>> _byInterface = [];

    public static (IGrainFactory Factory, FakeGrains Fakes) Create()
    {
        var factory = Create<IGrainFactory, FakeGrains>();
        return (factory, (FakeGrains)(object)factory);
    }

    public void Register<TGrain>(Func<string, TGrain> make)
        where TGrain : class => _byInterface[typeof(TGrain)] = make;

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
    {
        ArgumentNullException.ThrowIfNull(targetMethod);
        return targetMethod.Name == nameof(IGrainFactory.GetGrain) && args is [string key, ..] && targetMethod.IsGenericMethod
            ? _byInterface[targetMethod.GetGenericArguments()[0]](key)
            : throw new NotSupportedException(targetMethod.Name);
    }
}
