using System.Diagnostics.CodeAnalysis;

namespace Spikes.Grains.Interfaces.Outcomes;

/// <summary>What a grain answers when it may refuse: either a value or a <see cref="Outcomes.Refusal"/>.</summary>
/// <typeparam name="T">The value of the successful case.</typeparam>
[GenerateSerializer, Immutable, Alias("spikes.outcome`1")]
public readonly record struct Outcome<T>
    where T : class
{
    private Outcome(T? value, Refusal? refusal)
    {
        Value = value;
        Refusal = refusal;
    }

    /// <summary>The value, or null when refused.</summary>
    [Id(0)]
    public T? Value { get; init; }

    /// <summary>Why it was refused, or null when it was not.</summary>
    [Id(1)]
    public Refusal? Refusal { get; init; }

    /// <summary>A success.</summary>
    public static implicit operator Outcome<T>(T value) => new(value, null);

    /// <summary>A refusal.</summary>
    public static implicit operator Outcome<T>(Refusal refusal) => new(null, refusal);

    /// <summary>Tells success from refusal.</summary>
    /// <param name="value">The value when the answer is true.</param>
    /// <param name="refusal">The refusal when the answer is false.</param>
    public bool IsSuccess([NotNullWhen(true)] out T? value, [NotNullWhen(false)] out Refusal? refusal)
    {
        value = Value;
        refusal = value is null ? Refusal ?? Outcomes.Refusal.Unavailable : null;
        return value is not null;
    }
}
