using Spikes.Grains.Interfaces.Users;
using Spikes.Grains.Tests.Cluster;

namespace Spikes.Grains.Tests.Users;

/// <summary>The steps of a person who signs in.</summary>
internal sealed class Sessions(SpikesCluster cluster)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static string NewAddress() => $"ada-{SpikesCluster.Unique()}@example.org";

    public ISignInGrain SignIn(string email) => cluster.Grains.GetGrain<ISignInGrain>(Secrets.SignInKey(email));

    public IUserTokenGrain UserToken(string token) => cluster.Grains.GetGrain<IUserTokenGrain>(Secrets.UserTokenKey(token));

    public ILoginTokenGrain LoginToken(string token) => cluster.Grains.GetGrain<ILoginTokenGrain>(Secrets.LoginTokenKey(token));

    public IUserGrain User(Account account) => cluster.Grains.GetGrain<IUserGrain>(account.Id.Value);

    /// <summary>A login token as the mailer makes it.</summary>
    public async Task<string> MintAsync(string email, SignInPurpose purpose = SignInPurpose.Login)
    {
        var token = Secrets.NewToken();
        var command = new MintLoginToken(email, purpose, "192.0.2.1", cluster.Time.GetUtcNow());
        (await LoginToken(token).MintAsync(command, Cancellation)).Value();
        return token;
    }

    public async Task<IssuedToken> SignInAsync(string email, SignInPurpose purpose = SignInPurpose.Login) =>
        (await LoginToken(await MintAsync(email, purpose)).RedeemAsync(Cancellation)).Value();

    public async Task<ErrorCode?> AuthenticateAsync(string token) => (await UserToken(token).AuthenticateAsync(Cancellation)).Code();
}
