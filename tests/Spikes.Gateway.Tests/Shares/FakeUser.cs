using Spikes.Grains.Interfaces;
using Spikes.Grains.Interfaces.Billing;
using Spikes.Grains.Interfaces.Outcomes;
using Spikes.Grains.Interfaces.Users;

namespace Spikes.Gateway.Tests.Shares;

/// <summary>A user whose rows have the tier that a test gives it.</summary>
internal sealed class FakeUser(Account account) : IUserGrain
{
    public Tier Tier { get; set; }

    public bool IsAway { get; set; }

    public int Questions { get; private set; }

    public Task<Outcome<BillingAccount>> GetBillingAsync(CancellationToken cancellationToken)
    {
        Questions++;
        return Task.FromResult<Outcome<BillingAccount>>(
            IsAway ? Refusal.Unavailable : new BillingAccount(account with { Tier = Tier }, null, Tier));
    }

    public Task<Outcome<Account>> CreateAsync(PrivateText email, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask<Outcome<Account>> AuthenticateAsync(int tokenGeneration, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask<Outcome<Account>> DescribeAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<Outcome<IssuedToken>> IssueTokenAsync(bool revokeOthers, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<Outcome<IssuedToken>> OpenSessionAsync(bool revokeOthers, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<Outcome<Done>> AcceptTokenAsync(string tokenHash, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<Outcome<Usage>> GetUsageAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask ForgetTierAsync(CancellationToken cancellationToken) => throw new NotSupportedException();
}
