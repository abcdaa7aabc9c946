namespace Spikes.Grains.Interfaces;

/// <summary>
/// Marks grain methods, or all methods of an interface, that may be called again when no answer came: what they ask for is done once
/// however often it is asked.
/// </summary>
[AttributeUsage(AttributeTargets.Interface | AttributeTargets.Method)]
public sealed class IdempotentAttribute : Attribute;
