using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Spikes.Gateway.Projects;
using Spikes.Gateway.Tests.Shares;
using Spikes.Grains.Interfaces.Projects;
using Spikes.Grains.Interfaces.Spikes;

namespace Spikes.Gateway.Tests.Projects;

public sealed class ProjectSpikePageTests
{
    private static readonly SpikeFilter Filter = new(Rating: "love");

    private readonly FakeSpikes _spikes = new();

    [Theory]
    [InlineData(1, 2, "0,1", false)]
    [InlineData(2, 2, "2,3", false)]
    [InlineData(5, 2, "8,9", false)]
    [InlineData(6, 2, "", false)]
    [InlineData(2, 8, "8,9", false)]
    [InlineData(1, 2, "0,1", true)]
    [InlineData(2, 2, "2,3", true)]
    [InlineData(5, 2, "8,9", true)]
    [InlineData(6, 2, "", true)]
    [InlineData(int.MaxValue, 100, "", true)]
    public async Task Open_Page_HoldsItsRowsAndTheTotals(int page, int perPage, string rows, bool isFiltered)
    {
        AddRows(10);
        var pages = (10 + perPage - 1) / perPage;

        var body = await OpenAsync(page, perPage, isFiltered, stored: isFiltered ? 99 : 10);

        Assert.Equal(
            $$$"""{"data":[{{{rows}}}],"pagination":{"page":{{{page}}},"per_page":{{{perPage}}},"total":10,"total_pages":{{{pages}}}}}""", body);
    }

    [Theory]
    [InlineData(1, 0)]
    [InlineData(2, 1)]
    [InlineData(5, 3)]
    [InlineData(7, 0)]
    public async Task Open_WithoutFilters_CountsNoFurtherThanThePage(int page, int counts)
    {
        AddRows(10);
        await OpenAsync(page, 2, isFiltered: false, stored: 10);

        Assert.Equal(counts, _spikes.Log.Count(entry => entry == "count"));
    }

    [Fact]
    public async Task Open_FullPageWithMoreBehind_ReadsNoRowTooMuch()
    {
        AddRows(10);
        await OpenAsync(1, 2, isFiltered: true, stored: 10);

        Assert.Equal(["count", "count", "count", "count", "read"], _spikes.Log);
    }

    [Fact]
    public async Task Open_RowsVanishMeanwhile_IsAnEmptyPage()
    {
        AddRows(1);
        Assert.StartsWith("""{"data":[],"pagination":""", await OpenAsync(2, 2, isFiltered: false, stored: 10), StringComparison.Ordinal);
    }

    private void AddRows(int count) => _spikes.Rows.AddRange(Enumerable.Range(0, count).Select(number => $"{number}"));

    private async Task<string> OpenAsync(int page, int perPage, bool isFiltered, long stored)
    {
        var (factory, fakes) = FakeGrains.Create();
        fakes.Register<ISpikeReaderGrain>(_ => _spikes);
        var filter = isFiltered ? Filter : SpikeFilter.None;
        var query = new SpikeQuery(Caller.Admin, StoreKey.Project("p"), filter, null, perPage, 1000);
        var result = await ProjectSpikePage.OpenAsync(
            factory, query, new PageQuery(page, perPage), stored, TestContext.Current.CancellationToken);
        using var body = new MemoryStream();
        await using var services = new ServiceCollection().BuildServiceProvider();
        var context = new DefaultHttpContext { RequestServices = services, Response = { Body = body } };
        await result.ExecuteAsync(context);
        await context.Response.BodyWriter.FlushAsync(TestContext.Current.CancellationToken);
        return Encoding.UTF8.GetString(body.ToArray());
    }
}
