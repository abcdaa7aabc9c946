using System.Collections.Concurrent;
using MimeKit;

namespace Spikes.Testing;

/// <summary>The folder into which silos write their mails, a file each.</summary>
public sealed class PickupFolder(string path)
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(20);

    private readonly ConcurrentDictionary<string, (string To, string Text)> _read = new();

    /// <summary>The text of the newest mail to an address; waits until it is there.</summary>
    public async Task<string> ReadAsync(string email)
    {
        using var limit = new CancellationTokenSource(Limit, TimeProvider.System);
        while (true)
        {
            // The names of the files begin with the time.
            foreach (var file in Directory.GetFiles(path, "*.eml").OrderDescending(StringComparer.Ordinal))
            {
                if (await LoadAsync(file) is { } mail && mail.To == email)
                    return mail.Text;
            }

            await Task.Delay(Poll, TimeProvider.System, limit.Token);
        }
    }

    private async Task<(string To, string Text)?> LoadAsync(string file)
    {
        if (_read.TryGetValue(file, out var known))
            return known;
        using var mail = await MimeMessage.LoadAsync(file);
        var found = (mail.To.Mailboxes.Single().Address, mail.TextBody ?? "");
        return _read[file] = found;
    }
}
