using Spikes.Grains.Interfaces.Users;

namespace Spikes.Grains.Users;

/// <summary>Which user an address signs in, and who may collect a token for it.</summary>
[GenerateSerializer, Alias("spikes.sign-in-state")]
internal sealed record SignInState
{
    /// <summary>The user's UUID, or null while there is none.</summary>
    [Id(0)]
    public string? UserId { get; init; }

    /// <summary>Login mails whose link was confirmed, at most <see cref="ConfirmedAttempts.MaxCount"/>.</summary>
    [Id(1)]
    public IReadOnlyList<ConfirmedAttempt> Confirmed { get; init; } = [];
}

/// <summary>A login mail whose link was confirmed.</summary>
/// <param name="Attempt">The request for the mail.</param>
/// <param name="ConfirmedAt">When the button was pressed.</param>
/// <param name="IsDelivered">Whether its token was collected.</param>
[GenerateSerializer, Immutable, Alias("spikes.confirmed-attempt")]
internal sealed record ConfirmedAttempt(
    [property: Id(0)] LoginAttempt Attempt, [property: Id(1)] DateTimeOffset ConfirmedAt, [property: Id(2)] bool IsDelivered);
