using Spikes.Grains.Storage;

namespace Spikes.Silo.Mail;

/// <summary>Makes the secret of a sign-in mail, at the moment the mail is sent: no queue ever holds it.</summary>
internal interface ISignInLinks
{
    /// <summary>A new login token, or why there is none.</summary>
    Task<SignInLink> MintAsync(QueuedMail mail, CancellationToken cancellationToken);
}

/// <summary>The answer to a request for a login token.</summary>
/// <param name="Token">The token when there is one.</param>
/// <param name="MayComeLater">Without a token: whether asking again makes sense.</param>
internal sealed record SignInLink(string? Token, bool MayComeLater)
{
    /// <summary>This address gets no mail.</summary>
    public static readonly SignInLink Never = new(null, false);

    /// <summary>Storage or cluster did not answer.</summary>
    public static readonly SignInLink Later = new(null, true);

    /// <summary>A record's text would hold the token.</summary>
    public override string ToString() => nameof(SignInLink);
}
