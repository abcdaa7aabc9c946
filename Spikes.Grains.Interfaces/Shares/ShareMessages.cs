using Spikes.Grains.Interfaces.Users;

namespace Spikes.Grains.Interfaces.Shares;

/// <summary>Asks for a share made of the files of an upload.</summary>
/// <param name="Owner">The account that owns it.</param>
/// <param name="Slug">The sanitised wish, 1 to 63 characters of <c>a-z0-9-</c>.</param>
/// <param name="AlwaysSuffix">True adds five random characters even when the wish is free.</param>
/// <param name="Title">Up to 200 UTF-16 units, or null.</param>
[GenerateSerializer, Immutable, Alias("spikes.create-share")]
public sealed record CreateShare(
    [property: Id(0)] AccountId Owner,
    [property: Id(1)] string Slug,
    [property: Id(2)] bool AlwaysSuffix,
    [property: Id(3)] string? Title)
{
    /// <summary>The API key that makes it, or null: its cap is that of anonymous spikes too (contract section 7.3).</summary>
    [Id(4)]
    public string? KeyId { get; init; }

    /// <summary>The salted, slow hash of the password that opens it, or null for everybody.</summary>
    [Id(5)]
    public string? PasswordHash { get; init; }

    /// <summary>Where its spikes are told of, or null.</summary>
    [Id(6)]
    public string? WebhookUrl { get; init; }

    /// <summary>What signs the calls of <see cref="WebhookUrl"/>, encrypted, or null.</summary>
    [Id(7)]
    public string? SealedWebhookSecret { get; init; }

    /// <summary>Without hash, target and secret: messages reach logs.</summary>
    public override string ToString() => $"{nameof(CreateShare)} {Slug} of {Owner}";
}

/// <summary>A share as its owner sees it in a list.</summary>
/// <param name="Id">UUID in lower case.</param>
/// <param name="Slug">Its name under <c>/s/</c>.</param>
/// <param name="SpikeCount">The spikes stored now.</param>
/// <param name="CreatedAt">When it was uploaded.</param>
[GenerateSerializer, Immutable, Alias("spikes.share-summary")]
public sealed record ShareSummary(
    [property: Id(0)] string Id,
    [property: Id(1)] string Slug,
    [property: Id(2)] long SpikeCount,
    [property: Id(3)] DateTimeOffset CreatedAt);

/// <summary>One stretch of an owner's list, newest first.</summary>
/// <param name="Shares">The shares.</param>
/// <param name="Next">The id of the last one when more follow, else null.</param>
[GenerateSerializer, Immutable, Alias("spikes.share-list")]
public sealed record ShareList([property: Id(0)] IReadOnlyList<ShareSummary> Shares, [property: Id(1)] string? Next);
