using System.Text.Json.Nodes;
using Microsoft.OpenApi;

namespace Spikes.Gateway.Tests.OpenApi;

public sealed class DocumentTests(DescribedApi api)
{
    [Fact]
    public void Document_Version_IsThreeOne() =>
        Assert.StartsWith("3.1.", api.Document["openapi"]!.GetValue<string>(), StringComparison.Ordinal);

    [Fact]
    public void Document_Parsed_HasNoErrors()
    {
        var read = OpenApiDocument.Parse(api.Text, "json");
        Assert.Empty(read.Diagnostic!.Errors);
        Assert.Empty(read.Diagnostic.Warnings);
        Assert.Equal(OpenApiSpecVersion.OpenApi3_1, read.Diagnostic.SpecificationVersion);
    }

    [Fact]
    public void Document_Head_NamesServiceLicenceAndOrigin()
    {
        var info = api.Document["info"]!;
        Assert.Equal("Spikes", info["title"]!.GetValue<string>());
        Assert.Equal("MIT", info["license"]!["identifier"]!.GetValue<string>());
        Assert.NotEqual("", info["version"]!.GetValue<string>());
        Assert.Equal(DescribedApi.Public, Assert.Single(api.Document["servers"]!.AsArray())!["url"]!.GetValue<string>());
    }

    [Fact]
    public void Document_References_LeadSomewhere()
    {
        var references = api.All("$ref").Select(node => node.GetValue<string>()).Distinct().ToList();
        Assert.NotEmpty(references);
        Assert.All(references, reference => Assert.NotNull(Follow(reference)));
    }

    [Fact]
    public void Document_Components_AreAllUsed()
    {
        var references = api.All("$ref").Select(node => node.GetValue<string>()).ToHashSet();
        var schemas = api.Document["components"]!["schemas"]!.AsObject().Select(schema => "#/components/schemas/" + schema.Key);
        Assert.All(schemas, schema => Assert.Contains(schema, references));
    }

    [Fact]
    public void Document_Tags_AreExplained()
    {
        var explained = api.Document["tags"]!.AsArray().Select(tag => tag!["name"]!.GetValue<string>()).ToHashSet();
        Assert.All(api.Document["tags"]!.AsArray(), tag => Assert.NotNull(tag!["description"]));
        Assert.All(
            api.Operations,
            operation => Assert.Contains(Assert.Single(operation.Value["tags"]!.AsArray())!.GetValue<string>(), explained));
    }

    [Fact]
    public void Document_Operations_HaveSummariesAndNamesOfTheirOwn()
    {
        Assert.All(api.Operations.Values, operation => Assert.NotNull(operation["summary"]));
        var names = api.Operations.Values.Select(operation => operation["operationId"]!.GetValue<string>()).ToList();
        Assert.Equal(names.Count, names.Distinct().Count());
    }

    private JsonNode? Follow(string reference) => reference.Split('/')[1..].Aggregate<string, JsonNode?>(
        api.Document, (node, step) => node?[step]);
}
