using MimeKit;
using Spikes.Gateway.Configuration;
using Spikes.Silo.Hosting;

namespace Spikes.Silo.Mail;

/// <summary>Writes each mail as one file; it holds a sign-in token, so only the owner of the process may read it.</summary>
internal sealed class PickupMailSender(string directory, TimeProvider time) : IMailSender
{
    public async Task<SendResult> SendAsync(MimeMessage message, CancellationToken cancellationToken)
    {
        PathCheck.MakeDirectory(directory);
        using var content = new MemoryStream();
        await message.WriteToAsync(content, cancellationToken);
        var path = Path.Combine(directory, MailFileName.NewId(time.GetUtcNow()) + MailFileName.Extension);
        await PrivateFile.WriteAsync(path, content.GetBuffer().AsMemory(0, (int)content.Length), cancellationToken);
        return SendResult.Sent;
    }
}
