namespace Spikes.Grains.Interfaces;

/// <summary>
/// An argument of a grain call that no log may show, such as an address: when a call fails, Orleans writes its arguments into the message.
/// </summary>
/// <param name="Value">The text.</param>
[GenerateSerializer, Immutable, Alias("spikes.private-text")]
public readonly record struct PrivateText([property: Id(0)] string Value)
{
    /// <summary>Hides a text.</summary>
    public static implicit operator PrivateText(string value) => new(value);

    /// <summary>Without the text.</summary>
    public override string ToString() => nameof(PrivateText);
}
