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
            foreach (var file in NewestFirst())
            {
                var mail = await LoadAsync(file);
                if (mail.To == email)
                    return mail.Text;
            }

            await Task.Delay(Poll, TimeProvider.System, limit.Token);
        }
    }

    /// <summary>Whom a mail was sent so far.</summary>
    public async Task<IReadOnlyCollection<string>> AddressesAsync()
    {
        var addresses = new HashSet<string>();
        foreach (var file in NewestFirst())
            addresses.Add((await LoadAsync(file)).To);
        return addresses;
    }

    // The names of the files begin with the time.
    private IEnumerable<string> NewestFirst() => Directory.GetFiles(path, "*.eml").OrderDescending(StringComparer.Ordinal);

    private async Task<(string To, string Text)> LoadAsync(string file)
    {
        if (_read.TryGetValue(file, out var known))
            return known;
        using var mail = await MimeMessage.LoadAsync(file);
        var found = (mail.To.Mailboxes.Single().Address, mail.TextBody ?? "");
        return _read[file] = found;
    }
}
