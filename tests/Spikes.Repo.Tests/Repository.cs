namespace Spikes.Repo.Tests;

/// <summary>The files of this repository, without what builds leave behind.</summary>
internal static class Repository
{
    private static readonly string[] LeftBehind = ["bin", "obj", ".git", "data", "node_modules", "TestResults", "artifacts", ".vs", ".idea"];

    private static readonly string[] TextEndings =
    [
        ".cs", ".csproj", ".props", ".targets", ".sln", ".md", ".js", ".css", ".html", ".json", ".yml", ".yaml", ".sh", ".sql", ".txt", ".svg",
        ".editorconfig", ".gitignore",
    ];

    /// <summary>The folder of the solution.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>Every file, relative to the root, with forward slashes.</summary>
    public static IReadOnlyList<string> Files { get; } = [.. Walk(Root).Select(path => Path.GetRelativePath(Root, path).Replace('\\', '/')).Order(StringComparer.Ordinal)];

    /// <summary>C# sources.</summary>
    public static IEnumerable<string> Sources => Files.Where(file => file.EndsWith(".cs", StringComparison.Ordinal));

    /// <summary>Everything that people read.</summary>
    public static IEnumerable<string> Texts =>
        Files.Where(file => TextEndings.Any(ending => file.EndsWith(ending, StringComparison.Ordinal)) || file is "LICENSE" or ".ci/run");

    /// <summary>README and the pages of docs.</summary>
    public static IEnumerable<string> Documents =>
        Files.Where(file => file == "README.md" || (file.StartsWith("docs/", StringComparison.Ordinal) && file.EndsWith(".md", StringComparison.Ordinal)));

    /// <summary>The content of a file of <see cref="Files"/>.</summary>
    public static string Read(string file) => File.ReadAllText(Path.Combine(Root, file));

    private static IEnumerable<string> Walk(string folder) =>
        Directory.EnumerateFiles(folder).Where(file => Path.GetFileName(file) != ".git").Concat(
            Directory.EnumerateDirectories(folder).Where(inner => !LeftBehind.Contains(Path.GetFileName(inner))).SelectMany(Walk));

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Spikes.sln")))
            folder = folder.Parent;
        return folder?.FullName ?? throw new InvalidOperationException("Spikes.sln is in no folder above " + AppContext.BaseDirectory);
    }
}
