using Spikes.Grains.Interfaces.Users;

namespace Spikes.Grains.Tests.Users;

public sealed class DeviceCodesTests
{
    [Fact]
    public void UserCode_ManyDeviceCodes_UsesEveryLetterAboutAsOften()
    {
        const int Codes = 20_000;
        var letters = Enumerable.Range(0, Codes).SelectMany(_ => DeviceCodes.UserCode(Secrets.NewToken())).CountBy(letter => letter).ToDictionary();

        Assert.Equal("23456789ABCDEFGHJKMNPQRSTUVWXYZ", string.Concat(letters.Keys.Order()));
        var expected = Codes * 8 / 31.0;
        Assert.All(letters.Values, count => Assert.InRange(count, expected * 0.9, expected * 1.1));
    }

    [Fact]
    public void UserCode_SameDeviceCode_IsTheSame()
    {
        var deviceCode = Secrets.NewToken();
        Assert.Equal(DeviceCodes.UserCode(deviceCode), DeviceCodes.UserCode(deviceCode));
        Assert.NotEqual(DeviceCodes.UserCode(deviceCode), DeviceCodes.UserCode(Secrets.NewToken()));
    }

    [Theory]
    [InlineData("ABCDEFGH", "ABCDEFGH")]
    [InlineData("abcd-efgh", "ABCDEFGH")]
    [InlineData(" aB cd--EF gh ", "ABCDEFGH")]
    [InlineData("ABCD-EFG", null)]
    [InlineData("ABCD-EFGHJ", null)]
    [InlineData("ABCD-EFG0", null)]
    [InlineData("ABCD-EFGI", null)]
    [InlineData("ABCD–EFGH", null)]
    [InlineData("", null)]
    public void ReadUserCode_Typed_IsReadWithoutCaseAndDash(string typed, string? expected) =>
        Assert.Equal(expected, DeviceCodes.ReadUserCode(typed));

    [Fact]
    public void Shown_Code_IsReadBack() => Assert.Equal("ABCDEFGH", DeviceCodes.ReadUserCode(DeviceCodes.Shown("ABCDEFGH")));

    [Fact]
    public void UserToken_NeedsDeviceCodeAndSalt()
    {
        var (deviceCode, salt) = (Secrets.NewToken(), DeviceCodes.NewSalt());
        var token = DeviceCodes.UserToken(deviceCode, salt);

        Assert.True(Secrets.IsToken(token));
        Assert.Equal(token, DeviceCodes.UserToken(deviceCode, salt));
        Assert.NotEqual(token, DeviceCodes.UserToken(deviceCode, DeviceCodes.NewSalt()));
        Assert.NotEqual(token, DeviceCodes.UserToken(Secrets.NewToken(), salt));
    }

    [Fact]
    public void DeviceDelivery_AsText_HidesTheSalt() =>
        Assert.DoesNotContain("secret", new DeviceDelivery("secret").ToString(), StringComparison.Ordinal);
}
