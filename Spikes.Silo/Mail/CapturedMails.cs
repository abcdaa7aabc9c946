using MimeKit;
using Spikes.Gateway.Pages;

namespace Spikes.Silo.Mail;

/// <summary>Reads back what <see cref="PickupMailSender"/> wrote; every other file in the folder is as if it were not there.</summary>
internal sealed class CapturedMails(string directory) : ICapturedMails
{
    /// <summary>The most mails that are listed.</summary>
    public const int MostListed = 200;

    public async Task<IReadOnlyList<CapturedMail>> ListAsync(CancellationToken cancellationToken)
    {
        var mails = new List<CapturedMail>();
        foreach (var id in NewestIds())
        {
            if (await ReadAsync(id, cancellationToken) is { } mail)
                mails.Add(mail);
        }

        return mails;
    }

    public Stream? Open(string id)
    {
        if (!MailFileName.IsId(id))
            return null;
        var file = new FileInfo(Path.Combine(directory, id + MailFileName.Extension));
        try
        {
            return IsPlainFile(file) ? new FileStream(file.FullName, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete) : null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static bool IsPlainFile(FileInfo file) => file.Exists && !file.Attributes.HasFlag(FileAttributes.ReparsePoint);

    private List<string> NewestIds()
    {
        var folder = new DirectoryInfo(directory);
        if (!folder.Exists)
            return [];
        return
        [
            .. folder.EnumerateFiles("*" + MailFileName.Extension)
                .Where(IsPlainFile)
                .Select(file => Path.GetFileNameWithoutExtension(file.Name))
                .Where(MailFileName.IsId)
                .OrderDescending(StringComparer.Ordinal)
                .Take(MostListed),
        ];
    }

    private async Task<CapturedMail?> ReadAsync(string id, CancellationToken cancellationToken)
    {
        await using var content = Open(id);
        if (content is null)
            return null;
        try
        {
            using var message = await MimeMessage.LoadAsync(content, cancellationToken);
            var to = message.To.Mailboxes.FirstOrDefault()?.Address ?? "";
            var text = (message.TextBody ?? "").ReplaceLineEndings("\n");
            return new(id, to, message.Subject ?? "", MailFileName.TimeOf(id)!.Value, text);
        }
        catch (Exception exception) when (exception is FormatException or IOException)
        {
            return null;
        }
    }
}
