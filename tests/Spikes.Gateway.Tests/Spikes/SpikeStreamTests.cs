using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Spikes.Gateway.Spikes;
using Spikes.Gateway.Tests.Shares;
using Spikes.Grains.Interfaces.Projects;
using Spikes.Grains.Interfaces.Spikes;

namespace Spikes.Gateway.Tests.Spikes;

public sealed class SpikeStreamTests
{
    private readonly FakeSpikes _spikes = new();

    [Theory]
    [InlineData(new[] { 1 })]
    [InlineData(new[] { 1, 2 })]
    [InlineData(new[] { 2 })]
    [InlineData(new[] { 1, 3, 4 })]
    [InlineData(new[] { 2, 3, 5 })]
    public async Task Execute_StretchesWithoutHits_SeparatesTheRowsAlone(int[] empty)
    {
        _spikes.EmptyReads.UnionWith(empty);
        for (var row = 0; row < 6; row++)
            _spikes.Rows.Add("\"" + row + new string('x', SpikeStream.StretchBytes / 2) + "\"");

        foreach (var envelope in new[] { SpikeEnvelope.Page, SpikeEnvelope.BareArray })
        {
            _spikes.Queries.Clear();
            using var json = JsonDocument.Parse(await ExecuteAsync(envelope));
            var rows = json.RootElement.ValueKind == JsonValueKind.Array ? json.RootElement : json.RootElement.GetProperty("data");
            Assert.Equal("012345", string.Concat(rows.EnumerateArray().Select(row => row.GetString()![0])));
        }
    }

    [Fact]
    public async Task Execute_NoHitAtAll_IsAnEmptyList()
    {
        _spikes.EmptyReads.UnionWith([1, 2]);
        Assert.Equal("""{"data":[],"next_cursor":null}""", await ExecuteAsync(SpikeEnvelope.Page));
    }

    private async Task<string> ExecuteAsync(SpikeEnvelope envelope)
    {
        var (grains, fakes) = FakeGrains.Create();
        fakes.Register<ISpikeReaderGrain>(_ => _spikes);
        var query = new SpikeQuery(Caller.Admin, StoreKey.Unregistered("k"), SpikeFilter.None, null, 1000, SpikeStream.StretchBytes);
        var context = new DefaultHttpContext();
        using var body = new MemoryStream();
        context.Response.Body = body;
        await new SpikeStream(grains, query, envelope).ExecuteAsync(context);
        await context.Response.BodyWriter.FlushAsync();
        return Encoding.UTF8.GetString(body.ToArray());
    }
}
