using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Spikes.Repo.Tests;

/// <summary>What documents name in back-ticks exists.</summary>
public sealed partial class DocumentTests
{
    /// <summary>Names of other projects' things that no source of ours mentions.</summary>
    private static readonly HashSet<string> Foreign = ["JavaScript", "GitHub"];

    private static readonly HashSet<string> Identifiers =
    [
        .. Repository.Sources.SelectMany(file => CSharpSyntaxTree.ParseText(Repository.Read(file)).GetRoot().DescendantTokens())
            .Where(token => token.IsKind(SyntaxKind.IdentifierToken)).Select(token => token.ValueText),
    ];

    private static readonly string ProjectFiles =
        string.Concat(Repository.Files.Where(file => Path.GetExtension(file) is ".csproj" or ".props").Select(Repository.Read));

    private static readonly HashSet<string> TopNames = [.. Repository.Files.Select(file => file.Split('/')[0])];

    public static TheoryData<string> Documents => [.. Repository.Documents.DefaultIfEmpty("")];

    [Theory]
    [MemberData(nameof(Documents))]
    public void Document_NamedPath_Exists(string document) =>
        Rule.BrokenByNone(Named(document).Where(name => PathPattern.IsMatch(name) && TopNames.Contains(name.Split('/')[0]) && !Exists(name)));

    [Theory]
    [MemberData(nameof(Documents))]
    public void Document_NamedType_Exists(string document) =>
        Rule.BrokenByNone(Named(document).Where(name => TypePattern.IsMatch(name) && !name.Split('.').All(IsKnown)));

    [Theory]
    [MemberData(nameof(Documents))]
    public void Document_NamedSetting_Exists(string document)
    {
        var table = Repository.Read("Spikes.Gateway/Configuration/SettingTable.cs");

        Rule.BrokenByNone(Named(document).Where(name => SettingPattern.IsMatch(name) && !table.Contains('"' + name.TrimEnd(':', '*'), StringComparison.Ordinal)));
    }

    [GeneratedRegex("`([^`\n]+)`")]
    private static partial Regex BackTicked { get; }

    [GeneratedRegex(@"\A\.?[\w.-]+(/[\w.-]+)+/?\z")]
    private static partial Regex PathPattern { get; }

    [GeneratedRegex(@"\A[A-Z][a-z0-9]*([A-Z][a-z0-9]+)+(\.[A-Z]\w+)*\z")]
    private static partial Regex TypePattern { get; }

    [GeneratedRegex(@"\ASpikes(:\w+)+(:\*)?\z")]
    private static partial Regex SettingPattern { get; }

    private static IEnumerable<string> Named(string document) =>
        document.Length == 0 ? [] : BackTicked.Matches(Repository.Read(document)).Select(match => Bare(match.Groups[1].Value)).Distinct();

    /// <summary>Without call brackets and type arguments.</summary>
    private static string Bare(string name) => name.Split('<', '(')[0];

    private static bool Exists(string path)
    {
        var full = Path.Combine(Repository.Root, path);
        return File.Exists(full) || Directory.Exists(full);
    }

    private static bool IsKnown(string name) =>
        Identifiers.Contains(name) || Foreign.Contains(name) || ProjectFiles.Contains(name, StringComparison.Ordinal);
}
