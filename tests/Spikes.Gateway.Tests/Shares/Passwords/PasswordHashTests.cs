using Spikes.Gateway.Shares.Passwords;

namespace Spikes.Gateway.Tests.Shares.Passwords;

public sealed class PasswordHashTests
{
    [Theory]
    [InlineData("password")]
    [InlineData("pässwörd 😀")]
    [InlineData(" ")]
    public void Create_Password_IsMatchedByNoOther(string password)
    {
        var hash = PasswordHash.Create(password);

        Assert.Matches(@"\A\$argon2id\$v=19\$m=19456,t=2,p=1\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}\z", hash);
        Assert.True(PasswordHash.Matches(hash, password));
        foreach (var other in new[] { "", password + "x", password.ToUpperInvariant() + "1", "pässwörd" })
            Assert.False(PasswordHash.Matches(hash, other));
    }

    [Fact]
    public void Create_SamePasswordTwice_HasAnotherSalt()
    {
        var (one, other) = (PasswordHash.Create("a"), PasswordHash.Create("a"));

        Assert.NotEqual(PasswordHash.SaltOf(one), PasswordHash.SaltOf(other));
        Assert.NotEqual(one, other);
    }

    /// <summary>What was stored once must stay readable, whatever version of the library is there.</summary>
    [Theory]
    [InlineData("$argon2id$v=19$m=19456,t=2,p=1$c29tZXNhbHRzb21lc2FsdA$K13EBUiG7JV+9ZxztmHFTdb7J0WQsnj2V8bZaqyPptE", "password")]
    public void Matches_StoredHash_IsTrue(string hash, string password) => Assert.True(PasswordHash.Matches(hash, password));

    [Theory]
    [InlineData("")]
    [InlineData("password")]
    [InlineData("$argon2id$v=19$m=8,t=1,p=1$c29tZXNhbHRzb21lc2FsdA$K13EBUiG7JV+9ZxztmHFTdb7J0WQsnj2V8bZaqyPptE")]
    [InlineData("$argon2id$v=19$m=19456,t=2,p=1$c29tZXNhbHRzb21lc2FsdA")]
    [InlineData("$argon2id$v=19$m=19456,t=2,p=1$c29tZXNhbHRzb21lc2FsdA$a$b")]
    [InlineData("$argon2id$v=19$m=19456,t=2,p=1$c29tZXNhbHRzb21lc2FsdA$*")]
    public void Matches_NoHash_Throws(string hash) => Assert.Throws<FormatException>(() => PasswordHash.Matches(hash, "password"));
}
