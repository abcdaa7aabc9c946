using System.Globalization;
using System.Net.Mime;
using Microsoft.OpenApi;
using Spikes.Gateway.Http;

namespace Spikes.Gateway.OpenApi;

/// <summary>Refusals as responses: one per status, its codes named, each extra member only where its code carries it.</summary>
internal static class ErrorResponses
{
    /// <summary>The component for what every route may answer.</summary>
    public const string AnyOther = "Error";

    private const string RetryAfter = "Retry-After";

    public static IEnumerable<KeyValuePair<string, IOpenApiResponse>> For(IEnumerable<ErrorCode> codes) => codes
        .Distinct()
        .Order()
        .GroupBy(code => code.Wire().Status)
        .OrderBy(group => group.Key)
        .Select(group => KeyValuePair.Create<string, IOpenApiResponse>(
            group.Key.ToString(CultureInfo.InvariantCulture), Response([.. group])));

    /// <summary>The error body with every code that can be met and every member that it can have.</summary>
    public static OpenApiSchema Any(IEnumerable<ErrorCode> codes, params IEnumerable<string> others)
    {
        ErrorCode[] all = [.. codes.Order()];
        var members = Known(Names(all).Concat(others)).Concat(
            all.Select(ErrorMeanings.ExtraMember).OfType<string>().Distinct().Select(name => (name, Extra(name))));
        var schema = Shape.Object([.. members]);
        schema.Required = new HashSet<string>(["error", "code"], StringComparer.Ordinal);
        return schema.About("The body of every answer of 400 and above.");
    }

    public static OpenApiResponse Of(string description, IOpenApiSchema schema) => new()
    {
        Description = description,
        Content = new Dictionary<string, OpenApiMediaType>(StringComparer.Ordinal)
        {
            [MediaTypeNames.Application.Json] = new() { Schema = schema },
        },
    };

    /// <summary>An error body with these codes, and the one member that comes with them.</summary>
    public static OpenApiSchema Body(IEnumerable<string> codes, string? extra = null) =>
        Shape.Object(extra is null ? [.. Known(codes)] : [.. Known(codes), (extra, Extra(extra))]);

    private static OpenApiResponse Response(ErrorCode[] codes)
    {
        OpenApiSchema[] shapes = [.. codes.GroupBy(ErrorMeanings.ExtraMember).Select(group => Body(Names(group), group.Key))];
        var response = Of(Describe(codes), shapes.Length == 1 ? shapes[0] : new OpenApiSchema { OneOf = [.. shapes] });
        if (Array.Exists(codes, code => code == ErrorCode.RateLimit))
            response.AddHeader(RetryAfter, Shape.Whole(min: 1), "With `RATE_LIMIT`: the seconds of `retry_after`.");
        if (Array.Exists(codes, code => code.Wire().Status == 401))
            response.AddHeader("WWW-Authenticate", Shape.Text(), "Always `Bearer`.");
        return response;
    }

    private static string Describe(ErrorCode[] codes) =>
        string.Join("\n", codes.Select(code => $"- `{code.Wire().Name}`: {ErrorMeanings.Of(code)}"));

    private static IEnumerable<string> Names(IEnumerable<ErrorCode> codes) => codes.Select(code => code.Wire().Name);

    private static (string, IOpenApiSchema)[] Known(IEnumerable<string> codes) =>
        [("error", Shape.Text().About("For people.")), ("code", Shape.Choice(codes).About("For programs."))];

    private static IOpenApiSchema Extra(string name) => name switch
    {
        "details" => Shape.ListOf(Shape.Object(
            ("field", Shape.Text().About("The member's name; nested ones with dots.")),
            ("message", Shape.Text()),
            ("code", Shape.Choice("INVALID_FIELD")))),
        "max_bytes" => Shape.Whole(min: 1),
        "retry_after" => Shape.Whole(min: 1).About("Seconds until a request would be admitted; the same as `Retry-After`."),
        "upgrade_url" => Shape.Text(format: "uri"),
        "status" => Shape.Choice("pending"),
        _ => throw new ArgumentOutOfRangeException(nameof(name), name, "No such member"),
    };
}
