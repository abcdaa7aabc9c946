namespace Spikes.Gateway.Pages;

/// <summary>A link below the words of a page.</summary>
/// <param name="Path">A path of this server.</param>
/// <param name="Label">What it says.</param>
public sealed record PageLink(string Path, string Label);
