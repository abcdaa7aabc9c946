namespace Spikes.Gateway.Configuration;

/// <summary>Tries what will be done with a configured path; answers null, or why it does not work.</summary>
internal static class PathCheck
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    /// <summary>Makes the folder when it is absent, open to its owner only, and writes a file into it.</summary>
    public static string? WritableDirectory(string path) => Try(path, "cannot be written", full =>
    {
        MakeDirectory(full);
        var probe = Path.Combine(full, ".write-test-" + Guid.NewGuid().ToString("N"));
        using var file = new FileStream(probe, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 1, FileOptions.DeleteOnClose);
        file.WriteByte(0);
    });

    public static string? ReadableFile(string path) => Try(path, "cannot be read", full =>
    {
        using var file = File.OpenRead(full);
        file.ReadByte();
    });

    /// <summary>Makes a folder that only its owner may enter: it will hold secrets. One that exists keeps its mode.</summary>
    public static void MakeDirectory(string path)
    {
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(path);
        else
            Directory.CreateDirectory(path, OwnerOnly);
    }

    private static string? Try(string path, string failure, Action<string> attempt)
    {
        try
        {
            attempt(Path.GetFullPath(path));
            return null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            return $"{Shown(path)} {failure} ({Reason(exception)})";
        }
    }

    private static string Shown(string text) => string.Concat(text.Select(character => char.IsControl(character) ? '?' : character));

    private static string Reason(Exception exception) => exception switch
    {
        UnauthorizedAccessException => "access is denied",
        DirectoryNotFoundException => "a part of the path is missing or is not a folder",
        FileNotFoundException => "there is no such file",
        ArgumentException or NotSupportedException => "it is not a path",
        _ => Shown(exception.Message),
    };
}
