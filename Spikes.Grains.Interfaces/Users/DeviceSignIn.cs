namespace Spikes.Grains.Interfaces.Users;

/// <summary>Begins a device sign-in.</summary>
/// <param name="DeviceHash"><see cref="Secrets.HashOf"/> of the device code.</param>
/// <param name="Salt">As <see cref="DeviceCodes.NewSalt"/> makes it; given to the device once it is approved.</param>
/// <param name="TokenHash"><see cref="Secrets.HashOf"/> of the token that device code and salt make.</param>
/// <param name="ClientAddress">The client that asked, shown to the person who approves.</param>
[GenerateSerializer, Immutable, Alias("spikes.start-device-sign-in")]
public sealed record StartDeviceSignIn(
    [property: Id(0)] string DeviceHash,
    [property: Id(1)] string Salt,
    [property: Id(2)] string TokenHash,
    [property: Id(3)] string ClientAddress)
{
    /// <summary>Nothing: a record's text would hold the salt.</summary>
    public override string ToString() => nameof(StartDeviceSignIn);
}

/// <summary>A device sign-in that waits for an answer.</summary>
/// <param name="ClientAddress">The client that asked.</param>
/// <param name="StartedAt">When it asked.</param>
[GenerateSerializer, Immutable, Alias("spikes.device-request")]
public sealed record DeviceRequest([property: Id(0)] string ClientAddress, [property: Id(1)] DateTimeOffset StartedAt)
{
    /// <summary>Without the address: messages reach logs.</summary>
    public override string ToString() => $"{nameof(DeviceRequest)}, {StartedAt:O}";
}

/// <summary>An approved device sign-in.</summary>
/// <param name="Salt">Makes the user token together with the device code.</param>
[GenerateSerializer, Immutable, Alias("spikes.device-delivery")]
public sealed record DeviceDelivery([property: Id(0)] string Salt)
{
    /// <summary>Nothing: a record's text would hold the salt.</summary>
    public override string ToString() => nameof(DeviceDelivery);
}
