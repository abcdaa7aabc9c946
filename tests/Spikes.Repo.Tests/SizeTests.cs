using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Spikes.Repo.Tests;

public sealed class SizeTests
{
    private static readonly List<Measured> Files =
        [.. Repository.Sources.Select(file => new Measured(file, Repository.Read(file).TrimEnd().Split('\n').Length)).OrderBy(file => file.Lines)];

    private static readonly List<Measured> Methods = [.. Repository.Sources.SelectMany(MethodsOf).OrderBy(method => method.Lines)];

    [Fact]
    public void Files_Median_IsAtMost60Lines() => AssertPercentile(Files, 50, 60);

    [Fact]
    public void Files_NinetiethPercentile_IsAtMost200Lines() => AssertPercentile(Files, 90, 200);

    [Fact]
    public void Files_None_IsLongerThan400Lines() => Rule.BrokenByNone(Files.Where(file => file.Lines > 400));

    [Fact]
    public void Methods_NinetiethPercentile_IsAtMost35Lines() => AssertPercentile(Methods, 90, 35);

    [Fact]
    public void Methods_None_IsLongerThan60Lines() => Rule.BrokenByNone(Methods.Where(method => method.Lines > 60));

    [Fact]
    public void Program_IsATableOfContents() =>
        Rule.BrokenByNone(Files.Where(file => Path.GetFileName(file.Name) == "Program.cs" && file.Lines > 70));

    private static void AssertPercentile(List<Measured> sorted, int percentile, int most)
    {
        var at = sorted[(sorted.Count * percentile / 100) - (sorted.Count * percentile % 100 == 0 ? 1 : 0)];
        Assert.True(at.Lines <= most, $"{percentile} % of {sorted.Count} end at {at}, the limit is {most}");
    }

    private static IEnumerable<Measured> MethodsOf(string file)
    {
        var root = CSharpSyntaxTree.ParseText(Repository.Read(file)).GetRoot();
        return root.DescendantNodes().Where(IsMethod).Select(node => new Measured($"{file}: {NameOf(node)}", LinesOf(node)));
    }

    private static bool IsMethod(SyntaxNode node) =>
        node is BaseMethodDeclarationSyntax or LocalFunctionStatementSyntax or AccessorDeclarationSyntax { Body: not null };

    private static int LinesOf(SyntaxNode node)
    {
        var span = node.GetLocation().GetLineSpan();
        return span.EndLinePosition.Line - span.StartLinePosition.Line + 1;
    }

    private static string NameOf(SyntaxNode node) => node switch
    {
        MethodDeclarationSyntax method => method.Identifier.Text,
        ConstructorDeclarationSyntax constructor => constructor.Identifier.Text,
        LocalFunctionStatementSyntax function => function.Identifier.Text,
        _ => node.Kind().ToString(),
    };

    private sealed record Measured(string Name, int Lines)
    {
        public override string ToString() => $"{Name} with {Lines} lines";
    }
}
