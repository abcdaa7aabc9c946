using System.Text;
using Spikes.Grains.Interfaces.Users;

using Spikes.Gateway.Hosting;

namespace Spikes.Silo.Hosting;

/// <summary>The admin token of Local mode: made at the first start, kept in the data directory, the same at every later start.</summary>
internal static class LocalAdminToken
{
    /// <summary>Name of the file in the data directory.</summary>
    public const string FileName = "admin-token";

    /// <summary>Reads the token, or makes it when there is none.</summary>
    public static async Task<string> ReadOrCreateAsync(string dataDirectory, CancellationToken cancellationToken)
    {
        var path = Path.Combine(dataDirectory, FileName);
        try
        {
            if (await ReadAsync(path, cancellationToken) is { } known)
                return known;
            var token = Secrets.NewToken();
            await PrivateFile.WriteAsync(path, Encoding.ASCII.GetBytes(token + "\n"), cancellationToken);
            return token;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new StartException($"{path} cannot be read or written; give it to this user, or set Spikes:AdminToken");
        }
    }

    private static async Task<string?> ReadAsync(string path, CancellationToken cancellationToken)
    {
        if (!File.Exists(path))
            return null;
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(path, PrivateFile.Mode);
        var text = (await File.ReadAllTextAsync(path, cancellationToken)).Trim();
        return text.Length > 0 ? text : null;
    }
}
