using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Spikes.Gateway.Http;
using Spikes.Gateway.Spikes;
using Spikes.Grains.Interfaces.Spikes;

namespace Spikes.Gateway.Tests.Spikes;

public sealed class SpikeListQueryTests
{
    [Theory]
    [InlineData("", 100)]
    [InlineData("?limit=1", 1)]
    [InlineData("?limit=100", 100)]
    [InlineData("?limit=999", 999)]
    [InlineData("?limit=1000", 1000)]
    [InlineData("?limit=1001", 1000)]
    [InlineData("?limit=9999", 1000)]
    [InlineData("?limit=10000", 1000)]
    [InlineData("?limit=2147483648", 1000)]
    [InlineData("?limit=99999999999999999999999", 1000)]
    [InlineData("?limit=007", 7)]
    [InlineData("?limit=00000000000000000000007", 7)]
    [InlineData("?limit=0&limit=5", 5)]
    public void Read_Limit_IsAtMostAThousand(string query, int expected) => Assert.Equal(expected, Read(query).Limit);

    [Theory]
    [InlineData("?limit")]
    [InlineData("?limit=")]
    [InlineData("?limit=0")]
    [InlineData("?limit=000")]
    [InlineData("?limit=-1")]
    [InlineData("?limit=%2B1")]
    [InlineData("?limit=1.5")]
    [InlineData("?limit=1e3")]
    [InlineData("?limit=0x10")]
    [InlineData("?limit=%201")]
    [InlineData("?limit=5x")]
    [InlineData("?limit=%D9%A3")]
    [InlineData("?limit=5&limit=0")]
    public void Read_LimitThatIsNoPositiveInteger_IsRefusedInTheContractsWords(string query)
    {
        var fault = Assert.Single(Refuse(query));
        Assert.Equal(("limit", "Limit must be a positive integer"), (fault.Field, fault.Message));
    }

    [Fact]
    public void Read_SeveralFaults_AreAllReported() => Assert.Equal(
        ["cursor", "limit", "rating", "resolved"],
        Refuse("?limit=0&cursor=%21&rating=best&resolved=1").Select(fault => fault.Field).Order().ToArray());

    [Theory]
    [InlineData("?rating=LOVE", "rating")]
    [InlineData("?rating=best", "rating")]
    [InlineData("?resolved=True", "resolved")]
    [InlineData("?resolved=0", "resolved")]
    [InlineData("?cursor=AAAA", "cursor")]
    public void Read_WrongFilter_IsNamed(string query, string field) => Assert.Equal(field, Assert.Single(Refuse(query)).Field);

    [Fact]
    public void Read_EmptyParameters_CountAsAbsent()
    {
        var query = Read("?project=&page=&reviewer=&rating=&resolved=&cursor=");
        Assert.Equal(new SpikeListQuery(null, SpikeFilter.None, null, 100), query);
    }

    [Fact]
    public void Read_AllParameters_AreKeptAsSent()
    {
        var cursor = new SpikeCursor(5, "id");
        var query = Read(
            "?project=My%2FKey&page=A%20b&reviewer=R&rating=meh&resolved=false&limit=3&cursor=" + SpikeCursorText.Write(cursor));
        Assert.Equal(new SpikeListQuery("My/Key", new SpikeFilter("A b", "R", "meh", false), cursor, 3), query);
    }

    [Fact]
    public void Read_NulInAText_IsReplaced() => Assert.Equal("a\ufffdb", Read("?project=a%00b").Project);

    private static SpikeListQuery Read(string query)
    {
        var (read, error) = SpikeListQuery.Read(Parse(query));
        Assert.Null(error);
        return read!;
    }

    private static IReadOnlyList<FieldError> Refuse(string query)
    {
        var (read, error) = SpikeListQuery.Read(Parse(query));
        Assert.Null(read);
        Assert.Equal(ErrorCode.ValidationError, error!.Code);
        return error.Details!;
    }

    private static QueryCollection Parse(string query) => new(QueryHelpers.ParseQuery(query));
}
