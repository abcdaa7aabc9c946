using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Spikes.Gateway.Http;
using Spikes.Gateway.Projects;

namespace Spikes.Gateway.Tests.Projects;

public sealed class PageQueryTests
{
    [Theory]
    [InlineData("", 1, 50)]
    [InlineData("?page=&per_page=", 1, 50)]
    [InlineData("?page=2&per_page=10", 2, 10)]
    [InlineData("?page=007&per_page=100", 7, 100)]
    [InlineData("?per_page=101", 1, 100)]
    [InlineData("?per_page=99999999999999999999", 1, 100)]
    [InlineData("?page=2147483647", 2147483647, 50)]
    [InlineData("?page=99999999999999999999", 2147483647, 50)]
    [InlineData("?page=0&page=3", 3, 50)]
    public void Read_Numbers_AreWithinTheirBounds(string query, int page, int perPage)
    {
        var faults = new List<FieldError>();
        Assert.Equal(new PageQuery(page, perPage), Read(query, faults));
        Assert.Empty(faults);
    }

    [Theory]
    [InlineData("0")]
    [InlineData("00")]
    [InlineData("-1")]
    [InlineData("%2B1")]
    [InlineData("1.0")]
    [InlineData("1e1")]
    [InlineData("%201")]
    [InlineData("x")]
    [InlineData("%D9%A3")]
    public void Read_NoPositiveNumber_IsNamed(string text)
    {
        var faults = new List<FieldError>();
        Read($"?page={text}&per_page={text}", faults);
        Assert.Equal(["page", "per_page"], faults.Select(fault => fault.Field));
    }

    [Theory]
    [InlineData(1, 50, 0L)]
    [InlineData(3, 20, 40L)]
    [InlineData(int.MaxValue, 100, 214_748_364_600L)]
    public void Skip_Page_IsTheRowsBefore(int page, int perPage, long expected) => Assert.Equal(expected, new PageQuery(page, perPage).Skip);

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 1)]
    [InlineData(50, 1)]
    [InlineData(51, 2)]
    [InlineData(long.MaxValue - 100, 184_467_440_737_095_515L)]
    public void Pagination_Total_SaysHowManyPages(long total, long pages) =>
        Assert.Equal(new Pagination(2, 50, total, pages), Pagination.Of(new PageQuery(2, 50), total));

    private static PageQuery Read(string query, List<FieldError> faults) =>
        PageQuery.Read(new QueryCollection(QueryHelpers.ParseQuery(query)), faults);
}
