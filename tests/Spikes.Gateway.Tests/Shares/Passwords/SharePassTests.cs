using Spikes.Gateway.Shares.Passwords;
using Spikes.Grains.Interfaces.Shares;
using Spikes.Grains.Interfaces.Users;

namespace Spikes.Gateway.Tests.Shares.Passwords;

public sealed class SharePassTests
{
    private const string Hash = "$argon2id$v=19$m=19456,t=2,p=1$c29tZXNhbHRzb21lc2FsdA$K13EBUiG7JV+9ZxztmHFTdb7J0WQsnj2V8bZaqyPptE";
    private const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

    private static readonly DateTimeOffset Now = new(2026, 1, 15, 10, 30, 0, 250, TimeSpan.Zero);
    private static readonly ShareGuard Guard = new("0199-a", "demo", AccountId.User("u"), Hash, Tier.Pro);

    [Fact]
    public void IsValid_IssuedPass_IsTrueForTwelveHours()
    {
        var pass = SharePass.Issue(Guard, Now);

        Assert.Matches(@"\A[A-Za-z0-9_-]{54}\z", pass);
        Assert.True(SharePass.IsValid(Guard, pass, Now));
        Assert.True(SharePass.IsValid(Guard, pass, Now.AddHours(12).AddMilliseconds(-1)));
        Assert.False(SharePass.IsValid(Guard, pass, Now.AddHours(12)));
        Assert.False(SharePass.IsValid(Guard, pass, Now.AddDays(1000)));
    }

    [Fact]
    public void IsValid_OtherSlugOwnerOrTier_StaysTrue() => Assert.True(SharePass.IsValid(
        Guard with { Slug = "other", Owner = AccountId.User("v"), OwnerTier = Tier.Grace }, SharePass.Issue(Guard, Now), Now));

    [Fact]
    public void IsValid_OtherShareOrPassword_IsFalse()
    {
        var pass = SharePass.Issue(Guard, Now);

        Assert.False(SharePass.IsValid(Guard with { ShareId = "0199-b" }, pass, Now));
        Assert.False(SharePass.IsValid(Guard with { PasswordHash = PasswordHash.Create("other") }, pass, Now));
        Assert.False(SharePass.IsValid(Guard with { PasswordHash = Hash[..^1] + "F" }, pass, Now));
    }

    [Fact]
    public void IsValid_AnyCharacterChanged_IsFalse()
    {
        var pass = SharePass.Issue(Guard, Now);
        for (var at = 0; at < pass.Length; at++)
        {
            // Among them, at the end, those that say the same in another spelling.
            foreach (var character in Alphabet.Where(character => character != pass[at]))
                Assert.False(SharePass.IsValid(Guard, pass[..at] + character + pass[(at + 1)..], Now));
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("{0}=")]
    [InlineData("{0}==")]
    [InlineData("{0}A")]
    [InlineData(" {0}")]
    [InlineData("{0}\n")]
    [InlineData("~{0}")]
    [InlineData("x")]
    [InlineData("******************************************************")]
    [InlineData("                                                      ")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("ééééééééééééééééééééééééééééééééééééééééééééééééééééé")]
    public void IsValid_AnotherText_IsFalse(string form) =>
        Assert.False(SharePass.IsValid(Guard, form.Replace("{0}", SharePass.Issue(Guard, Now), StringComparison.Ordinal), Now));
}
