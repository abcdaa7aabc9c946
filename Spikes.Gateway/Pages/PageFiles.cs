using System.Reflection;

namespace Spikes.Gateway.Pages;

/// <summary>Files of the pages, kept in the assembly.</summary>
internal static class PageFiles
{
    public static string Read(string name)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(name)
            ?? throw new InvalidOperationException("The page file is not in the assembly: " + name);
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
