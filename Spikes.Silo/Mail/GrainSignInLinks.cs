using Spikes.Grains.Interfaces.Users;
using Spikes.Grains.Storage;

namespace Spikes.Silo.Mail;

/// <summary>Login tokens from the grains.</summary>
internal sealed class GrainSignInLinks(IGrainFactory grains) : ISignInLinks
{
    public async Task<SignInLink> MintAsync(QueuedMail mail, CancellationToken cancellationToken)
    {
        if (mail.Purpose is SignInPurpose.Recovery)
        {
            var user = await grains.GetGrain<ISignInGrain>(Secrets.SignInKey(mail.Email)).FindUserAsync(mail.Email, cancellationToken);
            if (!user.IsSuccess(out _, out var unknown))
                return unknown.Code is ErrorCode.NotFound ? SignInLink.Never : SignInLink.Later;
        }

        var token = Secrets.NewToken();
        var minted = await grains.GetGrain<ILoginTokenGrain>(Secrets.LoginTokenKey(token))
            .MintAsync(new(mail.Email, mail.Purpose, mail.ClientAddress, mail.RequestedAt), cancellationToken);
        return minted.IsSuccess(out _, out _) ? new(token, false) : SignInLink.Later;
    }
}
