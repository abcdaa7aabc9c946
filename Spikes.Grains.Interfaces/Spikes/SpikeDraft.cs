namespace Spikes.Grains.Interfaces.Spikes;

/// <summary>A rectangle on the reviewed page, in CSS pixels; every number is finite.</summary>
[GenerateSerializer, Immutable, Alias("spikes.box")]
public readonly record struct Box(
    [property: Id(0)] double X, [property: Id(1)] double Y, [property: Id(2)] double Width, [property: Id(3)] double Height);

/// <summary>The size of the reviewer's window in CSS pixels, 0 to 100000.</summary>
[GenerateSerializer, Immutable, Alias("spikes.viewport")]
public readonly record struct Viewport([property: Id(0)] int Width, [property: Id(1)] int Height);

/// <summary>The reviewer as contract section 3.2 completes it.</summary>
[GenerateSerializer, Immutable, Alias("spikes.reviewer")]
public sealed record Reviewer([property: Id(0)] string Id, [property: Id(1)] string Name, [property: Id(2)] string? Email)
{
    /// <summary>Without the person: messages reach logs.</summary>
    public override string ToString() => nameof(Reviewer);
}

/// <summary>A validated spike before it has an id and a receive time. Limits: contract section 3.1.</summary>
[GenerateSerializer, Immutable, Alias("spikes.draft")]
public sealed record SpikeDraft
{
    /// <summary><c>page</c> or <c>element</c>.</summary>
    [Id(0)]
    public required string Type { get; init; }

    /// <summary>The row's project string: <c>projectKey</c>, else <c>project</c>, else <c>share_id</c>.</summary>
    [Id(1)]
    public required string ProjectKey { get; init; }

    /// <summary>1 to 2048 UTF-16 units.</summary>
    [Id(2)]
    public required string Page { get; init; }

    /// <summary>Any text up to 8192.</summary>
    [Id(3)]
    public string Url { get; init; } = "";

    /// <summary>Who wrote it.</summary>
    [Id(4)]
    public required Reviewer Reviewer { get; init; }

    /// <summary>CSS selector, or null.</summary>
    [Id(5)]
    public string? Selector { get; init; }

    /// <summary>XPath, or null.</summary>
    [Id(6)]
    public string? XPath { get; init; }

    /// <summary>Text of the element, or null.</summary>
    [Id(7)]
    public string? ElementText { get; init; }

    /// <summary>Box of the element, or null.</summary>
    [Id(8)]
    public Box? BoundingBox { get; init; }

    /// <summary><c>love</c>, <c>like</c>, <c>meh</c>, <c>no</c> or null.</summary>
    [Id(9)]
    public string? Rating { get; init; }

    /// <summary>Up to 10000 UTF-16 units.</summary>
    [Id(10)]
    public string Comments { get; init; } = "";

    /// <summary>The client's time as sent, or null for the receive time. Never affects order.</summary>
    [Id(11)]
    public string? Timestamp { get; init; }

    /// <summary>The window, or null.</summary>
    [Id(12)]
    public Viewport? Viewport { get; init; }

    /// <summary>The <c>User-Agent</c> header cut to 512, or null.</summary>
    [Id(13)]
    public string? UserAgent { get; init; }

    /// <summary>The wish of contract section 3.6; kept only where the store allows it.</summary>
    [Id(14)]
    public bool Resolved { get; init; }

    /// <summary>The time that goes with <see cref="Resolved"/>, as sent, or null for the receive time.</summary>
    [Id(15)]
    public string? ResolvedAt { get; init; }

    /// <summary>Without what somebody wrote: messages reach logs.</summary>
    public override string ToString() => nameof(SpikeDraft);
}
