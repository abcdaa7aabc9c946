using System.Text.Json;
using System.Text.Json.Nodes;
using Spikes.Gateway.Http;
using Spikes.Gateway.Projects;

namespace Spikes.Gateway.Tests.Projects;

public sealed class ProjectInputTests
{
    [Theory]
    [InlineData("a")]
    [InlineData(" ")]
    [InlineData("a/b%2F?c#d")]
    [InlineData("..")]
    [InlineData("ünï 😀 \u2028")]
    public void ReadKey_AnyTextWithoutControls_IsTaken(string key)
    {
        var reader = Reader(new JsonObject { ["key"] = key });
        Assert.Equal(key, ProjectInput.ReadKey(reader));
        Assert.Empty(reader.Faults);
    }

    [Theory]
    [InlineData(1, true)]
    [InlineData(200, true)]
    [InlineData(0, false)]
    [InlineData(201, false)]
    public void ReadKey_Length_IsOneTo200(int length, bool isTaken)
    {
        var reader = Reader(new JsonObject { ["key"] = new string('k', length) });
        Assert.Equal(isTaken, ProjectInput.ReadKey(reader) is not null);
        Assert.Equal(isTaken ? [] : ["key"], reader.Faults.Select(fault => fault.Field));
    }

    [Theory]
    [InlineData("""{}""")]
    [InlineData("""{"key":null}""")]
    [InlineData("""{"key":1}""")]
    [InlineData("""{"key":["a"]}""")]
    [InlineData("""{"key":"a\nb"}""")]
    [InlineData("""{"key":"\u007f"}""")]
    [InlineData("""{"key":"\u0085"}""")]
    public void ReadKey_MissingWrongOrWithControls_IsOneFault(string json)
    {
        var reader = Reader(JsonNode.Parse(json)!);
        Assert.Null(ProjectInput.ReadKey(reader));
        Assert.Equal(["key"], reader.Faults.Select(fault => fault.Field));
    }

    [Fact]
    public void ReadOrigins_List_IsNormalizedEachOnceInOrder()
    {
        var reader = Reader(JsonNode.Parse("""{"allowed_origins":["HTTPS://B.example:443","null","https://b.example","http://a:81","null"]}""")!);
        Assert.Equal(["https://b.example", "null", "http://a:81"], ProjectInput.ReadOrigins(reader));
        Assert.Empty(reader.Faults);
    }

    [Theory]
    [InlineData("""{}""")]
    [InlineData("""{"allowed_origins":null}""")]
    [InlineData("""{"allowed_origins":[]}""")]
    public void ReadOrigins_NoneSent_IsEmpty(string json)
    {
        var reader = Reader(JsonNode.Parse(json)!);
        Assert.Empty(ProjectInput.ReadOrigins(reader));
        Assert.Empty(reader.Faults);
    }

    [Theory]
    [InlineData("""{"allowed_origins":"https://a.example"}""")]
    [InlineData("""{"allowed_origins":{}}""")]
    [InlineData("""{"allowed_origins":[null]}""")]
    [InlineData("""{"allowed_origins":[1]}""")]
    [InlineData("""{"allowed_origins":["https://a.example","https://a.example/"]}""")]
    [InlineData("""{"allowed_origins":["*"]}""")]
    [InlineData("""{"allowed_origins":[""]}""")]
    public void ReadOrigins_Wrong_IsOneFault(string json)
    {
        var reader = Reader(JsonNode.Parse(json)!);
        Assert.Empty(ProjectInput.ReadOrigins(reader));
        Assert.Equal(["allowed_origins"], reader.Faults.Select(fault => fault.Field));
    }

    [Theory]
    [InlineData(50, true)]
    [InlineData(51, false)]
    public void ReadOrigins_Count_IsAtMostFifty(int count, bool isTaken)
    {
        var list = new JsonArray([.. Enumerable.Range(1, count).Select(number => JsonValue.Create("http://h" + number))]);
        var reader = Reader(new JsonObject { ["allowed_origins"] = list });
        Assert.Equal(isTaken ? count : 0, ProjectInput.ReadOrigins(reader).Count);
        Assert.Equal(isTaken, reader.Faults.Count == 0);
    }

    private static FieldReader Reader(JsonNode json) => new(JsonSerializer.SerializeToElement(json));
}
