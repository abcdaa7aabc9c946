using System.Globalization;
using Spikes.Gateway.Hosting;

namespace Spikes.Silo.Storage;

/// <summary>One numbered change of a schema.</summary>
internal sealed record Migration(int Version, string Name, string Sql)
{
    private const int VersionDigits = 4;

    /// <summary>The migrations in this program: the resources <c>0001-….sql</c> and on below a prefix, in order.</summary>
    public static IReadOnlyList<Migration> Embedded(string prefix) =>
        [.. typeof(Migration).Assembly.GetManifestResourceNames()
            .Where(resource => resource.StartsWith(prefix, StringComparison.Ordinal))
            .Select(resource => resource[prefix.Length..])
            .Where(name => name.EndsWith(".sql", StringComparison.Ordinal) && name.Take(VersionDigits).All(char.IsAsciiDigit))
            .Select(name => new Migration(Number(name), name, ReadText(prefix + name)))
            .OrderBy(migration => migration.Version)];

    /// <summary>The database has a schema that this program does not know.</summary>
    public static StartException Newer(int version, int newest) =>
        new($"The database has schema version {version}, this program knows only {newest}: it was written by a newer program");

    /// <summary>The text of an embedded file.</summary>
    public static string ReadText(string resource)
    {
        using var stream = typeof(Migration).Assembly.GetManifestResourceStream(resource)
            ?? throw new InvalidOperationException("The resource " + resource + " is missing");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    private static int Number(string name) => int.Parse(name.AsSpan(0, VersionDigits), NumberStyles.None, CultureInfo.InvariantCulture);
}
