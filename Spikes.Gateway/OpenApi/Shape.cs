using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.OpenApi;

namespace Spikes.Gateway.OpenApi;

/// <summary>Short words for schemas: what is written by hand shall read like the tables of the contract.</summary>
internal static class Shape
{
    public static OpenApiSchema Text(int? max = null, int? min = null, string? format = null, string? pattern = null) => new()
    {
        Type = JsonSchemaType.String,
        MaxLength = max,
        MinLength = min,
        Format = format,
        Pattern = pattern,
    };

    public static OpenApiSchema Flag() => new() { Type = JsonSchemaType.Boolean };

    public static OpenApiSchema Whole(long? min = null, long? max = null) =>
        Bounded(JsonSchemaType.Integer, min, max);

    public static OpenApiSchema Number(long? min = null, long? max = null) =>
        Bounded(JsonSchemaType.Number, min, max);

    public static OpenApiSchema Choice(params IEnumerable<string> values) => new()
    {
        Type = JsonSchemaType.String,
        Enum = [.. values.Select(value => JsonValue.Create(value))],
    };

    /// <summary>An object whose members are all required, in this order.</summary>
    public static OpenApiSchema Object(params IReadOnlyList<(string Name, IOpenApiSchema Schema)> members)
    {
        var schema = Members(members);
        schema.Required = members.Select(member => member.Name).ToHashSet(StringComparer.Ordinal);
        return schema;
    }

    /// <summary>An object whose members may all be absent, in this order.</summary>
    public static OpenApiSchema Members(params IReadOnlyList<(string Name, IOpenApiSchema Schema)> members)
    {
        var properties = new Dictionary<string, IOpenApiSchema>(StringComparer.Ordinal);
        foreach (var (name, schema) in members)
            properties.Add(name, schema);
        return new OpenApiSchema { Type = JsonSchemaType.Object, Properties = properties };
    }

    public static OpenApiSchema ListOf(IOpenApiSchema items) => new() { Type = JsonSchemaType.Array, Items = items };

    public static OpenApiSchema AnyOf(params IEnumerable<IOpenApiSchema> schemas) => new() { AnyOf = [.. schemas] };

    /// <summary>A component by its name.</summary>
    public static OpenApiSchemaReference Named(string name) => new(name);

    public static OpenApiSchema OrNull(this OpenApiSchema schema)
    {
        schema.Type |= JsonSchemaType.Null;
        schema.Enum?.Add(JsonNullSentinel.JsonNull);
        return schema;
    }

    public static OpenApiSchema About(this OpenApiSchema schema, string description)
    {
        schema.Description = description;
        return schema;
    }

    private static OpenApiSchema Bounded(JsonSchemaType type, long? min, long? max) => new()
    {
        Type = type,
        Minimum = min?.ToString(CultureInfo.InvariantCulture),
        Maximum = max?.ToString(CultureInfo.InvariantCulture),
    };
}
