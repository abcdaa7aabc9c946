using Spikes.Grains.Interfaces.Users;
using Spikes.Grains.Storage;

namespace Spikes.Silo.Mail;

/// <summary>Login tokens from the grains.</summary>
internal sealed class GrainSignInLinks(IGrainFactory grains) : ISignInLinks
{
    public async Task<SignInLink> MintAsync(QueuedMail mail, CancellationToken cancellationToken)
    {
        var isWanted = true;
        if (mail.Purpose is SignInPurpose.Recovery)
        {
            var user = await grains.GetGrain<ISignInGrain>(Secrets.SignInKey(mail.Email)).FindUserAsync(mail.Email, cancellationToken);
            isWanted = user.IsSuccess(out _, out var unknown);
            if (!isWanted && unknown!.Code is not ErrorCode.NotFound)
                return SignInLink.Later;
        }

        // Also for an address that nobody has, where the token is dropped: the work that follows a request must not tell either.
        var token = Secrets.NewToken();
        var minted = await grains.GetGrain<ILoginTokenGrain>(Secrets.LoginTokenKey(token))
            .MintAsync(new(mail.Email, mail.Purpose, mail.ClientAddress, mail.RequestedAt, mail.Sealed), cancellationToken);
        if (!minted.IsSuccess(out _, out _))
            return SignInLink.Later;
        return isWanted ? new(token, false) : SignInLink.Never;
    }
}
