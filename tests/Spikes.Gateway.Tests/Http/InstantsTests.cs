using System.Globalization;
using Spikes.Gateway.Http;

namespace Spikes.Gateway.Tests.Http;

public sealed class InstantsTests
{
    [Theory]
    [InlineData("2026-01-15T10:30:00Z")]
    [InlineData("2026-01-15T10:30Z")]
    [InlineData("2026-01-15T10:30:00")]
    [InlineData("2026-01-15 10:30:00Z")]
    [InlineData("2026-01-15T10:30:00.000Z")]
    [InlineData("2026-01-15T10:30:00.5Z")]
    [InlineData("2026-01-15T10:30:00.1234567Z")]
    [InlineData("2026-01-15T10:30:00.123456789Z")]
    [InlineData("2026-01-15T10:30:00,123Z")]
    [InlineData("2026-01-15T10:30:00.123456789+02:00")]
    [InlineData("2026-01-15T10:30:00+02:00")]
    [InlineData("2026-01-15T10:30:00-11:30")]
    [InlineData("20260115T103000Z")]
    [InlineData("2024-02-29T00:00:00Z")]
    [InlineData("0001-01-01T00:00:00Z")]
    [InlineData("9999-12-31T23:59:59.999Z")]
    public void IsIso_DateAndTime_IsTrue(string text) => Assert.True(Instants.IsIso(text));

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("now")]
    [InlineData("2026-01-15")]
    [InlineData("10:30:00Z")]
    [InlineData("2026-01-15T10Z")]
    [InlineData("2026-13-01T10:30:00Z")]
    [InlineData("2026-02-29T10:30:00Z")]
    [InlineData("2026-01-15T25:00:00Z")]
    [InlineData("2026-01-15T10:60:00Z")]
    [InlineData("15.01.2026 10:30:00")]
    [InlineData("01/15/2026 10:30:00")]
    [InlineData("2026-1-15T10:30:00Z")]
    [InlineData("1768473000")]
    [InlineData("2026-01-15T10:30:00Zjunk")]
    [InlineData("2026-01-15T10:30:00Z\n")]
    [InlineData("2026-01-15T10:30:00+99:00")]
    [InlineData("Thu, 15 Jan 2026 10:30:00 GMT")]
    public void IsIso_AnythingElse_IsFalse(string text) => Assert.False(Instants.IsIso(text));

    [Theory]
    [InlineData("2026-01-15", "2026-01-15T00:00:00.000Z")]
    [InlineData("20260115", "2026-01-15T00:00:00.000Z")]
    [InlineData("2026-01-15T10:30:00+02:00", "2026-01-15T08:30:00.000Z")]
    [InlineData("2026-02-29", null)]
    [InlineData("2026-01", null)]
    [InlineData("2026-01-15Z", null)]
    [InlineData("9999-12-31T23:59:59-14:00", null)]
    public void TryParseInstantOrDate_Text_IsTheInstantOrNothing(string text, string? expected) =>
        Assert.Equal(expected, Instants.TryParseInstantOrDate(text, out var instant) ? Instants.Text(instant) : null);

    [Theory]
    [InlineData("2026-01-15T10:30:00Z", "2026-01-15T10:30:00.000Z")]
    [InlineData("2026-01-15T10:30:00.1239+02:00", "2026-01-15T08:30:00.123Z")]
    [InlineData("0001-01-01T00:00:00Z", "0001-01-01T00:00:00.000Z")]
    public void Text_AnyOffset_IsUtcWithMilliseconds(string instant, string expected) =>
        Assert.Equal(expected, Instants.Text(DateTimeOffset.Parse(instant, CultureInfo.InvariantCulture)));
}
