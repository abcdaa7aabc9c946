using System.Reflection;

namespace Spikes.Gateway.Tests.OpenApi;

/// <summary>A grain factory that must not be asked: the description needs no cluster.</summary>
public class NoGrains : DispatchProxy
{
    public static IGrainFactory Create() => Create<IGrainFactory, NoGrains>();

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) => throw new NotSupportedException(targetMethod?.Name);
}
