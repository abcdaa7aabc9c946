using System.Text.RegularExpressions;

namespace Spikes.Repo.Tests;

/// <summary>Words that must not be in any file. They are put together here, because this file is searched too.</summary>
public sealed class WordTests
{
    private static readonly string[] FolderNames = ["Helpers", "Common", "Extensions", "Managers", "Utils", "Misc"];

    public static TheoryData<string, string> Patterns => new()
    {
        { "an unfinished place", @"\b(" + string.Join('|', "TO" + "DO", "FIX" + "ME", "HA" + "CK", "XX" + "X") + @")\b" },
        { "a region", @"^\s*#" + @"region\b" },
        { "a path of somebody's machine", @"(?<![\w.{}<>~*])/(" + string.Join('|', "wo" + "rk", "ro" + "ot", "ho" + "me", "Us" + "ers") + @")/[\w.]" },
        { "a package feed", @"https?://[^\s""'<>)]*(" + string.Join('|', "/v3/" + "index\\.json", "art" + "ifactory", "nex" + "us", "/simple" + "/") + ")" },
        { "a test that is left out", @"\bSk" + @"ip\s*=\s*""" },
    };

    [Theory]
    [MemberData(nameof(Patterns))]
    public void Files_BannedPattern_IsNowhere(string what, string pattern)
    {
        var banned = new Regex(pattern, RegexOptions.Multiline);

        var found =
            from file in Repository.Texts
            from match in banned.Matches(Repository.Read(file))
            select $"{file}: {what}: {match.Value.Trim()}";
        Rule.BrokenByNone(found);
    }

    [Fact]
    public void Folders_VagueName_IsNowhere() =>
        Rule.BrokenByNone(Repository.Sources.Where(file => file.Split('/')[..^1].Any(folder => FolderNames.Contains(folder))));

    [Fact]
    public void Sources_CarriageReturn_IsNowhere() =>
        Rule.BrokenByNone(Repository.Sources.Where(file => Repository.Read(file).Contains('\r')));
}
