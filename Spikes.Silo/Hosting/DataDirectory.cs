using Spikes.Gateway.Configuration;

using Spikes.Gateway.Hosting;

namespace Spikes.Silo.Hosting;

/// <summary>The folder of all stored state, held by this process alone: two writers would break each other's counts.</summary>
internal sealed class DataDirectory : IDisposable
{
    private readonly FileStream _hold;

    private DataDirectory(string path, FileStream hold)
    {
        Path = path;
        _hold = hold;
    }

    /// <summary>The absolute path.</summary>
    public string Path { get; }

    /// <summary>Takes the folder. The operating system gives it back when the process ends, however it ends.</summary>
    public static DataDirectory Take(string path)
    {
        path = System.IO.Path.GetFullPath(path);
        PathCheck.MakeDirectory(path);
        try
        {
            return new(path, new FileStream(System.IO.Path.Combine(path, "lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (IOException)
        {
            throw new StartException(
                $"Spikes:DataDirectory: {path} is in use by another Spikes process; stop that one, or give this one a folder and a port of its own: "
                + "--Spikes:DataDirectory ./data2 --urls http://localhost:8788");
        }
        catch (UnauthorizedAccessException)
        {
            throw new StartException($"Spikes:DataDirectory: {path} cannot be written; name a folder that this user can write");
        }
    }

    public void Dispose() => _hold.Dispose();
}
