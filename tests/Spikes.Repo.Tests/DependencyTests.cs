using System.Reflection;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Spikes.Repo.Tests;

public sealed partial class DependencyTests
{
    private static readonly string[] DatabaseClients = ["Npgsql", "Microsoft.Data.Sqlite", "SQLitePCLRaw", "System.Data.SqlClient", "Orleans.Persistence"];

    public static TheoryData<string, string[]> Allowed => new()
    {
        { "Spikes.Grains.Interfaces", [] },
        { "Spikes.Grains", ["Spikes.Grains.Interfaces"] },
        { "Spikes.Gateway", ["Spikes.Grains.Interfaces"] },
        { "Spikes.Silo", ["Spikes.Gateway", "Spikes.Grains", "Spikes.Grains.Interfaces"] },
    };

    [Theory]
    [MemberData(nameof(Allowed))]
    public void Project_References_StayWithinTheRules(string project, string[] allowed) =>
        Rule.BrokenByNone(References(project, "ProjectReference").Select(path => Path.GetFileNameWithoutExtension(path)).Except(allowed));

    [Theory]
    [MemberData(nameof(Allowed))]
    public void Assembly_References_StayWithinTheRules(string project, string[] allowed) =>
        Rule.BrokenByNone(AssemblyReferences(project).Where(name => name.StartsWith("Spikes.", StringComparison.Ordinal)).Except(allowed));

    [Theory]
    [InlineData("Spikes.Grains")]
    [InlineData("Spikes.Grains.Interfaces")]
    public void Grains_NeitherWebNorDatabase(string project)
    {
        var names = AssemblyReferences(project).Concat(References(project, "PackageReference")).Concat(References(project, "FrameworkReference")).ToList();

        Assert.DoesNotContain(names, name => name.StartsWith("Microsoft.AspNetCore", StringComparison.Ordinal));
        Assert.DoesNotContain(names, name => DatabaseClients.Any(client => name.StartsWith(client, StringComparison.Ordinal)));
    }

    /// <summary>What opens a connection or makes a statement; to read a connection string does neither.</summary>
    [GeneratedRegex(@"\bNpgsql(Command|Batch|Connection)\b|\b(OpenConnection|CreateCommand|CreateBatch)")]
    private static partial Regex Statement { get; }

    /// <summary>The gateway finds the silos in PostgreSQL, through Orleans; it reads and writes nothing there itself.</summary>
    [Fact]
    public void Gateway_DatabaseForMembershipOnly()
    {
        Assert.DoesNotContain(
            References("Spikes.Gateway", "PackageReference"),
            name => name != "Npgsql" && DatabaseClients.Any(client => name.StartsWith(client, StringComparison.Ordinal)));
        Rule.BrokenByNone(Repository.Sources.Where(file =>
            file.StartsWith("Spikes.Gateway/", StringComparison.Ordinal)
            && Statement.IsMatch(Repository.Read(file))));
    }

    [Fact]
    public void Interfaces_DependOnTheOrleansSdkOnly() =>
        Assert.Equal(["Microsoft.Orleans.Sdk"], References("Spikes.Grains.Interfaces", "PackageReference"));

    [Fact]
    public void Solution_HoldsEveryProject()
    {
        var solution = Repository.Read("Spikes.sln").Replace('\\', '/');

        Rule.BrokenByNone(Repository.Files.Where(file => file.EndsWith(".csproj", StringComparison.Ordinal) && !solution.Contains('"' + file + '"')));
    }

    private static List<string> References(string project, string kind) =>
    [
        .. XDocument.Parse(Repository.Read($"{project}/{project}.csproj")).Descendants(kind)
            .Select(element => element.Attribute("Include")!.Value.Replace('\\', '/')),
    ];

    private static IEnumerable<string> AssemblyReferences(string project) =>
        Assembly.Load(project).GetReferencedAssemblies().Select(name => name.Name!);
}
