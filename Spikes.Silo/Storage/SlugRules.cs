using System.Security.Cryptography;
using Spikes.Grains.Interfaces.Projects;
using Spikes.Grains.Interfaces.Shares;

namespace Spikes.Silo.Storage;

/// <summary>Which slugs a new share may have (contract sections 4.3 and 5.4).</summary>
internal static class SlugRules
{
    private const int MaxWish = 63;
    private const int SuffixLength = 5;
    private const string SuffixAlphabet = "abcdefghijklmnopqrstuvwxyz0123456789";

    /// <summary>
    /// What to try, without end: the wish, then the wish with random suffixes. There are 60 million of them, so a free one comes soon.
    /// </summary>
    public static IEnumerable<string> Candidates(CreateShare command)
    {
        var wish = command.Slug.Length > MaxWish ? command.Slug[..MaxWish] : command.Slug;
        if (!command.AlwaysSuffix && IsPossible(wish)) yield return wish;
        while (true)
        {
            var slug = wish + "-" + RandomNumberGenerator.GetString(SuffixAlphabet, SuffixLength);
            if (IsPossible(slug)) yield return slug;
        }
    }

    private static bool IsPossible(string slug) => !ProjectRecords.Reserved.Contains(slug) && !Uuid.TryRead(slug, out _);
}
