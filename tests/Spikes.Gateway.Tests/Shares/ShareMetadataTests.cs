using System.Text;
using Spikes.Gateway.Shares;

namespace Spikes.Gateway.Tests.Shares;

public sealed class ShareMetadataTests
{
    private static readonly string Long = new('x', 200);

    public static TheoryData<string, string?, string?, string?> Good => new()
    {
        { "{}", null, null, null },
        { " {\"slug\":\"a\"} ", "a", null, null },
        { "\uFEFF{\"slug\":\"a\"}", "a", null, null },
        { """{"slug":null,"name":null,"title":null,"password":null,"webhook_url":null}""", null, null, null },
        { """{"slug":"a","slug":"b","other":[1,{"slug":"c"}]}""", "b", null, null },
        { """{"Slug":"a","title":""}""", null, null, "" },
        { """{"sl\u0075g":"\u0061"}""", "a", null, null },
        { """{"title":"\ud83d\ude00"}""", null, null, "😀" },
        { """{"title":"a\ud83dz"}""", null, null, "a\uFFFDz" },
        { """{"title":"\ude00\ud83d"}""", null, null, "\uFFFD\uFFFD" },
        { """{"title":"\ud83d\ud83d\ude00"}""", null, null, "\uFFFD😀" },
        { """{"title":"\u0000"}""", null, null, "\uFFFD" },
        { """{"title":"\\ud83d"}""", null, null, "\\ud83d" },
        { """{"title":"\\\ud83d"}""", null, null, "\\\uFFFD" },
        { """{"\ud83d":1,"name":"n"}""", null, "n", null },
        { $$"""{"slug":"{{Long}}","name":"{{Long}}","title":"{{Long}}"}""", Long, Long, Long },
    };

    [Theory]
    [MemberData(nameof(Good))]
    public async Task Read_Object_GivesMembers(string json, string? slug, string? name, string? title)
    {
        var faults = new UploadFaults();
        var metadata = await ReadAsync(json, faults);
        Assert.Null(faults.Answer);
        Assert.Equal(new ShareMetadata(slug, name, title), metadata);
    }

    [Theory]
    [InlineData("slug", 201)]
    [InlineData("name", 201)]
    [InlineData("title", 201)]
    [InlineData("password", 257)]
    [InlineData("webhook_url", 2049)]
    public async Task Read_TooLong_NamesTheMember(string member, int length)
    {
        var faults = new UploadFaults();
        await ReadAsync($$"""{"{{member}}":"{{new string('x', length)}}"}""", faults);
        Assert.Equal([member], faults.Answer!.Details!.Select(detail => detail.Field));
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("{")]
    [InlineData("{}x")]
    [InlineData("{'a':1}")]
    [InlineData("{\"a\":\"\\ud8\"}")]
    [InlineData("\\")]
    [InlineData("\\u")]
    public async Task Read_NoObject_IsInvalidJson(string json)
    {
        var faults = new UploadFaults();
        await ReadAsync(json, faults);
        Assert.Equal(ErrorCode.InvalidJson, faults.Answer!.Code);
    }

    [Theory]
    [InlineData("""{"password":"p\u0000ä","webhook_url":null}""", "p\uFFFDä", null)]
    [InlineData("""{"webhook_url":"https://example.com/x"}""", null, "https://example.com/x")]
    public async Task Read_PaidMembers_AreTakenAndNotInItsText(string json, string? password, string? webhook)
    {
        var faults = new UploadFaults();
        var metadata = await ReadAsync(json, faults);
        Assert.Null(faults.Answer);
        Assert.Equal((password, webhook, true), (metadata.Password, metadata.WebhookUrl, metadata.IsPaid));
        Assert.False(password is not null && metadata.ToString().Contains(password, StringComparison.Ordinal));
    }

    private static ValueTask<ShareMetadata> ReadAsync(string json, UploadFaults faults) =>
        ShareMetadata.ReadAsync(Encoding.UTF8.GetBytes(json), faults, Extras.Targets(), TestContext.Current.CancellationToken);
}
