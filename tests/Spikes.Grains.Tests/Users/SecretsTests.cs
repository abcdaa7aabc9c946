using Spikes.Grains.Interfaces.Users;

namespace Spikes.Grains.Tests.Users;

public sealed class SecretsTests
{
    [Fact]
    public void NewToken_Always_Has43UrlSafeCharacters() => Assert.Matches("^[A-Za-z0-9_-]{43}$", Secrets.NewToken());

    [Fact]
    public void HashOf_KnownText_IsItsSha256() =>
        Assert.Equal("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad", Secrets.HashOf("abc"));

    [Fact]
    public void IssuedToken_AsText_HidesTheToken()
    {
        var account = new Account(AccountId.User("1"), "1", "a@example.org", Tier.Free);

        Assert.DoesNotContain("secret", new IssuedToken("secret", account).ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Answers_AsText_HideTheAddress()
    {
        var account = new Account(AccountId.User("1"), "1", "a@example.org", Tier.Free);
        var link = new LoginLink("a@example.org", SignInPurpose.Login, "192.0.2.1", DateTimeOffset.UnixEpoch);

        Assert.DoesNotContain("a@example.org", $"{account} {link}", StringComparison.Ordinal);
    }
}
