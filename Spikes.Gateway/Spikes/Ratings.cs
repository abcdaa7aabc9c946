namespace Spikes.Gateway.Spikes;

/// <summary>The four ratings.</summary>
internal static class Ratings
{
    public const string Message = "Must be love, like, meh or no";

    public static bool IsRating(string? text) => text is "love" or "like" or "meh" or "no";
}
