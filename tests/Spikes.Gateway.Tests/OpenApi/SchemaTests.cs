using System.Reflection;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Spikes.Gateway.Health;
using Spikes.Gateway.Http;
using Spikes.Gateway.Pages;
using Spikes.Gateway.Projects;
using Spikes.Gateway.Shares;
using Spikes.Gateway.Spikes;
using Spikes.Gateway.Users;

namespace Spikes.Gateway.Tests.OpenApi;

public sealed class SchemaTests(DescribedApi api)
{
    private const string PublicMembers = "id,type,projectKey,page,url,reviewer,selector,xpath,elementText,boundingBox,rating,comments,"
        + "timestamp,viewport,resolved,resolvedAt";

    public static TheoryData<Type> Records =>
    [
        typeof(HealthResponse), typeof(ServiceResponse), typeof(DevMailResponse), typeof(SpikeDone), typeof(ResolveRequest),
        typeof(ResolvedResponse), typeof(ShareRow), typeof(EmailRequest), typeof(VerifyRequest), typeof(MailSent),
        typeof(Acknowledged), typeof(PollResponse), typeof(PolledTokenResponse), typeof(DeviceStartResponse), typeof(DeviceTokenResponse),
        typeof(UserResponse), typeof(TokenResponse), typeof(MeResponse),
        typeof(ProjectResponse), typeof(RegisteredProject), typeof(ProjectRow), typeof(ProjectPage), typeof(Pagination),
    ];

    [Theory]
    [MemberData(nameof(Records))]
    public void Schema_OfARecord_HasItsMembersInOrderAllRequired(Type type)
    {
        var schema = api.Schema(type.Name);
        Assert.Equal(WireNames(type), Names(schema));
        Assert.Equal(WireNames(type), Required(schema));
    }

    [Fact]
    public void Schema_OfANewShare_HasASecretOnlyWithAWebhook()
    {
        var schema = api.Schema(nameof(CreatedShare));
        Assert.Equal(WireNames(typeof(CreatedShare)), Names(schema));
        Assert.Equal(WireNames(typeof(CreatedShare)).Except(["webhook_secret"]), Required(schema));
    }

    [Fact]
    public void Schema_OfErrors_HasTheMembersOfTheErrorBody()
    {
        Assert.Equal(WireNames(typeof(ErrorBody)).Order(StringComparer.Ordinal), Names(api.Schema("Error")).Order(StringComparer.Ordinal));
        var detail = api.Schema("Error")["properties"]!["details"]!["items"]!.AsObject();
        Assert.Equal(WireNames(typeof(FieldError)), Names(detail));
    }

    [Fact]
    public void Schema_OfSpikes_IsTheContractsInBothForms()
    {
        Assert.Equal(PublicMembers, string.Join(',', Names(api.Schema("Spike"))));
        Assert.Equal(PublicMembers + ",userAgent", string.Join(',', Names(api.Schema("OwnerSpike"))));
        Assert.Equal("id,name", string.Join(',', Names(api.Schema("Spike")["properties"]!["reviewer"]!.AsObject())));
        Assert.Equal("id,name,email", string.Join(',', Names(api.Schema("OwnerSpike")["properties"]!["reviewer"]!.AsObject())));
        Assert.All(["Spike", "OwnerSpike"], name => Assert.Equal(Names(api.Schema(name)), Required(api.Schema(name))));
    }

    [Theory]
    [InlineData("selector")]
    [InlineData("xpath")]
    [InlineData("elementText")]
    [InlineData("boundingBox")]
    [InlineData("rating")]
    [InlineData("viewport")]
    [InlineData("resolvedAt")]
    public void Schema_OfASpikesMember_MayBeNull(string member) =>
        Assert.Contains("null", Types(api.Schema("Spike")["properties"]![member]!));

    [Fact]
    public void Schema_OfARating_HasTheFourAndNull()
    {
        var values = api.Schema("OwnerSpike")["properties"]!["rating"]!["enum"]!.AsArray().Select(value => value?.GetValue<string>());
        Assert.Equal(["love", "like", "meh", "no", null], values);
    }

    [Fact]
    public void Schema_OfTheInput_HasTheContractsMembersAndLimits()
    {
        var input = api.Schema("SpikeInput");
        const string Members = "type,page,projectKey,project,share_id,url,selector,xpath,elementText,boundingBox,rating,comments,reviewer,"
            + "reviewerName,timestamp,viewport,id,resolved,resolvedAt";
        Assert.Equal(Members, string.Join(',', Names(input)));
        Assert.Equal(["type", "page"], Required(input));
        var limits = Names(input).Select(name => (name, input["properties"]![name]!["maxLength"]?.GetValue<int>()))
            .Where(limit => limit.Item2 is not null).ToDictionary(limit => limit.name, limit => limit.Item2!.Value);
        Assert.Equal(
            new Dictionary<string, int>
            {
                ["page"] = 2048, ["projectKey"] = 200, ["project"] = 200, ["url"] = 8192, ["selector"] = 8192, ["xpath"] = 8192,
                ["elementText"] = 1000, ["comments"] = 10_000, ["reviewerName"] = 200, ["timestamp"] = 64, ["id"] = 64, ["resolvedAt"] = 64,
            },
            limits);
    }

    [Fact]
    public void Schema_OfTheUpload_NamesFilesAndMetadata()
    {
        var body = api.Operations["POST /shares"]["requestBody"]!["content"]!["multipart/form-data"]!;
        Assert.Equal("#/components/schemas/ShareUpload", body["schema"]!["$ref"]!.GetValue<string>());
        Assert.Equal(["metadata", "file"], Names(api.Schema("ShareUpload")));
        Assert.Equal(["slug", "name", "title", "password", "webhook_url"], Names(api.Schema("ShareMetadata")));
    }

    [Fact]
    public void Schema_OfAShareWithSpikes_BeginsWithTheMembersOfAShare() => Assert.Equal(
        [.. WireNames(typeof(ShareRow)), "exported_spikes", "exported_truncated"], Names(api.Schema("ShareWithSpikes")));

    [Fact]
    public void Schema_OfUsage_HasTheMembersOfAgentsAndRequiresThoseOfAll()
    {
        Assert.Equal(WireNames(typeof(AgentUsageResponse)), Names(api.Schema("Usage")));
        Assert.Equal(WireNames(typeof(UsageResponse)), Required(api.Schema("Usage")));
    }

    [Fact]
    public void Schema_OfNumbers_AreNoStrings() =>
        Assert.DoesNotContain(
            api.All("type").OfType<JsonArray>().Select(types => Types(types.Parent!)),
            types => types.Contains("integer") && types.Contains("string"));

    [Theory]
    [InlineData("ShareRow", "id", "uuid")]
    [InlineData("ShareRow", "created_at", "date-time")]
    [InlineData("CreatedShare", "share_id", "uuid")]
    [InlineData("Usage", "reset_at", "date-time")]
    [InlineData("ProjectRow", "id", "uuid")]
    [InlineData("ProjectRow", "last_activity", "date-time")]
    [InlineData("UserResponse", "email", "email")]
    public void Schema_OfAMember_HasItsFormat(string component, string member, string format) =>
        Assert.Equal(format, api.Schema(component)["properties"]![member]!["format"]!.GetValue<string>());

    private static IEnumerable<string> WireNames(Type type) =>
        type.GetProperties().Select(property => property.GetCustomAttribute<JsonPropertyNameAttribute>()?.Name).OfType<string>();

    private static IEnumerable<string> Names(JsonObject schema) => schema["properties"]!.AsObject().Select(property => property.Key);

    private static IEnumerable<string> Required(JsonObject schema) =>
        schema["required"]!.AsArray().Select(name => name!.GetValue<string>());

    private static IReadOnlyList<string> Types(JsonNode schema) =>
        schema["type"] is JsonArray all ? [.. all.Select(type => type!.GetValue<string>())] : [schema["type"]!.GetValue<string>()];
}
