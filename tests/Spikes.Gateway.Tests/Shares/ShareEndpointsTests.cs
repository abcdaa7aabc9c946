using System.Globalization;
using System.Net;
using Spikes.Gateway.Shares;
using Spikes.Grains.Interfaces.Projects;
using Spikes.Grains.Interfaces.Shares;

namespace Spikes.Gateway.Tests.Shares;

public sealed class ShareEndpointsTests
{
    private static readonly ShareSummary Share =
        new("0199-a", "demo", 2, DateTimeOffset.Parse("2026-01-15T11:30:00.1239+01:00", CultureInfo.InvariantCulture));

    private const string Members =
        """ "id":"0199-a","slug":"demo","url":"http://public.test/s/demo","spike_count":2,"created_at":"2026-01-15T10:30:00.123Z" """;

    [Fact]
    public async Task List_Shares_IsABareArray()
    {
        await using var host = await ShareHost.StartAsync();
        Assert.Equal("[]", await (await host.GetAsync("/shares")).TextAsync());
        host.Reader.Shares.Add(Share);
        var response = await host.GetAsync("/shares");
        Assert.Equal("application/json", response.Header("Content-Type"));
        Assert.Equal($$"""[{{{Members.Trim()}}}]""", await response.TextAsync());
    }

    [Theory]
    [InlineData(1200, 1200)]
    [InlineData(ShareListing.MaxRows + 700, ShareListing.MaxRows)]
    public async Task List_ManyShares_IsCutAtItsLimit(int count, int expected)
    {
        await using var host = await ShareHost.StartAsync();
        host.Reader.Shares.AddRange(Enumerable.Range(0, count).Select(index => Share with { Id = $"{index}" }));
        var rows = await (await host.GetAsync("/shares")).JsonAsync();
        Assert.Equal(
            Enumerable.Range(0, expected).Select(index => $"{index}"),
            rows.EnumerateArray().Select(row => row.GetProperty("id").GetString()!));
    }

    [Theory]
    [InlineData("demo")]
    [InlineData("0199-a")]
    [InlineData("d%65mo")]
    public async Task Get_Share_HoldsItsSpikes(string idOrSlug)
    {
        await using var host = await ShareHost.StartAsync();
        host.Reader.Shares.Add(Share);
        host.Spikes.Rows.AddRange(["""{"id":"2"}""", """{"id":"1"}"""]);
        var text = await (await host.GetAsync("/shares/" + idOrSlug)).TextAsync();
        Assert.Equal($$"""{{{Members.Trim()}},"exported_spikes":[{"id":"2"},{"id":"1"}]}""", text);
        var query = Assert.Single(host.Spikes.Queries);
        Assert.True(query.IsExport);
        Assert.Equal(StoreKey.Share("0199-a"), query.Store);
    }

    [Fact]
    public async Task Get_ManySpikes_LeavesOutTheOldest()
    {
        await using var host = await ShareHost.StartAsync();
        host.Reader.Shares.Add(Share);
        var filler = new string('x', 10_000);
        host.Spikes.Rows.AddRange(Enumerable.Range(0, 1000).Select(index => $$"""{"id":"{{index}}","comments":"{{filler}}"}"""));
        var response = await host.GetAsync("/shares/demo");
        var bytes = await response.BytesAsync();
        var json = await response.JsonAsync();
        Assert.True(json.GetProperty("exported_truncated").GetBoolean());
        Assert.InRange(bytes.Length, (9 * 1024 * 1024) - 10_100, 9 * 1024 * 1024);
        var ids = json.GetProperty("exported_spikes").EnumerateArray().Select(row => row.GetProperty("id").GetString()!).ToArray();
        Assert.Equal(Enumerable.Range(0, ids.Length).Select(index => $"{index}"), ids);
    }

    [Theory]
    [InlineData("GET")]
    [InlineData("DELETE")]
    public async Task Request_UnknownShare_Is404(string method)
    {
        await using var host = await ShareHost.StartAsync();
        var response = await host.SendAsync(new HttpMethod(method), "/shares/unknown");
        Assert.Equal("""{"error":"Share not found","code":"NOT_FOUND"}""", await response.TextAsync());
        Assert.Empty(host.Spikes.Log);
    }

    [Fact]
    public async Task Head_Share_HasNoBody()
    {
        await using var host = await ShareHost.StartAsync();
        host.Reader.Shares.Add(Share);
        var response = await host.SendAsync(HttpMethod.Head, "/shares/demo");
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("application/json", response.Header("Content-Type"));
    }

    [Fact]
    public async Task Delete_Share_ExportsAllThenPurges()
    {
        await using var host = await ShareHost.StartAsync();
        host.Reader.Shares.Add(Share);
        host.Spikes.Rows.AddRange(Enumerable.Range(0, 2500).Select(index => $$"""{"id":"{{index}}"}"""));
        var json = await (await host.SendAsync(HttpMethod.Delete, "/shares/demo")).JsonAsync();
        Assert.True(json.GetProperty("ok").GetBoolean());
        Assert.Equal(2500, json.GetProperty("exported_spikes").GetArrayLength());
        await host.DisposeAsync();
        Assert.Equal(["read", "delete", "read", "read", "read", "purge"], host.Spikes.Log);
    }

    [Fact]
    public async Task Delete_WithoutSpikes_IsAnEmptyArray()
    {
        await using var host = await ShareHost.StartAsync();
        host.Reader.Shares.Add(Share);
        var response = await host.SendAsync(HttpMethod.Delete, "/shares/0199-a");
        Assert.Equal("""{"ok":true,"exported_spikes":[]}""", await response.TextAsync());
    }

    [Fact]
    public async Task Delete_StorageCannotBeRead_RefusesAndDeletesNothing()
    {
        await using var host = await ShareHost.StartAsync();
        host.Reader.Shares.Add(Share);
        host.Spikes.FailsFromPage = 1;
        var response = await host.SendAsync(HttpMethod.Delete, "/shares/demo");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        Assert.Equal(["read"], host.Spikes.Log);
    }

    [Fact]
    public async Task Delete_StorageFailsInTheMiddle_BreaksTheConnectionAndKeepsTheRows()
    {
        await using var host = await ShareHost.StartAsync();
        host.Reader.Shares.Add(Share);
        host.Spikes.Rows.AddRange(Enumerable.Repeat("{}", 2500));
        host.Spikes.FailsFromPage = 3;
        await Assert.ThrowsAsync<HttpRequestException>(() => host.SendAsync(HttpMethod.Delete, "/shares/demo"));
        await host.DisposeAsync();
        Assert.Equal(["read", "delete", "read", "read"], host.Spikes.Log);
    }

    [Fact]
    public async Task Delete_PurgeFails_KeepsTheAnswer()
    {
        await using var host = await ShareHost.StartAsync();
        host.Reader.Shares.Add(Share);
        host.Spikes.PurgeFault = new TimeoutException();
        var response = await host.SendAsync(HttpMethod.Delete, "/shares/demo");
        Assert.Equal("""{"ok":true,"exported_spikes":[]}""", await response.TextAsync());
    }
}
