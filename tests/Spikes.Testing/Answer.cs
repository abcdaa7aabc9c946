using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using Xunit;

namespace Spikes.Testing;

/// <summary>A whole answer.</summary>
public sealed record Answer(int Status, string Body, HttpResponseHeaders Headers, HttpContentHeaders ContentHeaders)
{
    public JsonNode Json => JsonNode.Parse(Body)!;

    public static async Task<Answer> ReadAsync(HttpResponseMessage response) =>
        new((int)response.StatusCode, await response.Content.ReadAsStringAsync(), response.Headers, response.Content.Headers);

    public string? Header(string name) =>
        Headers.TryGetValues(name, out var values) || ContentHeaders.TryGetValues(name, out values) ? string.Join(", ", values) : null;

    /// <summary>Asserts the status and gives the JSON.</summary>
    public JsonNode Is(int status)
    {
        Assert.True(Status == status, $"expected {status}, got {Status}: {Body}");
        return Json;
    }

    /// <summary>Asserts a refusal in the contract's shape.</summary>
    public JsonNode Refuses(int status, string code)
    {
        var json = Is(status);
        Assert.Equal(code, json["code"]!.GetValue<string>());
        Assert.NotEmpty(json["error"]!.GetValue<string>());
        Assert.Equal("application/json", ContentHeaders.ContentType!.ToString());
        Assert.Equal("*", Header("Access-Control-Allow-Origin"));
        return json;
    }

    /// <summary>The fields named by a VALIDATION_ERROR, in order.</summary>
    public string[] InvalidFields() =>
        [.. Refuses(400, "VALIDATION_ERROR")["details"]!.AsArray().Select(detail => detail!["field"]!.GetValue<string>())];
}
