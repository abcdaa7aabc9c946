namespace Spikes.Gateway.Pages;

/// <summary>The mails that Local mode wrote into its pickup directory; registered in Local mode only.</summary>
public interface ICapturedMails
{
    /// <summary>The newest mails first, at most 200.</summary>
    Task<IReadOnlyList<CapturedMail>> ListAsync(CancellationToken cancellationToken);

    /// <summary>The raw message, or null when there is none of that id. Any text is safe to ask for.</summary>
    Stream? Open(string id);
}

/// <summary>One captured mail.</summary>
/// <param name="Id">Names it in <c>/dev/mail/:id</c>.</param>
/// <param name="To">The recipient's address.</param>
/// <param name="Subject">The subject.</param>
/// <param name="CreatedAt">When it was written.</param>
/// <param name="Text">The plain text part.</param>
public sealed record CapturedMail(string Id, string To, string Subject, DateTimeOffset CreatedAt, string Text);
