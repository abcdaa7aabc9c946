using Microsoft.OpenApi;
using static Spikes.Gateway.OpenApi.Shape;

namespace Spikes.Gateway.OpenApi;

/// <summary>Parameters in path, query and headers.</summary>
internal static class ApiParameters
{
    public static OpenApiParameter SpikeId =>
        InPath("id", Text(min: 1), "The id, or 4 or more of its leading characters. An exact match wins.");

    public static OpenApiParameter ShareIdOrSlug => InPath("idOrSlug", Text(min: 1), "Id or slug of an own share.");

    public static OpenApiParameter KeyId => InPath("key_id", Text(pattern: "^key_[0-9a-f]{16}$"), "The id of a linked key, or of the presented one.");

    public static OpenApiParameter ProjectKey => InPath("key", Text(max: 200, min: 1), "The key of an own project, percent-encoded once.");

    public static OpenApiParameter MailId => InPath("id", Text(min: 1), "The `id` of a captured mail.");

    public static OpenApiParameter Email
    {
        get
        {
            var email = InQuery("email", Text(max: 320, min: 3, format: "email"), "The address that was given to POST /auth/login.");
            email.Required = true;
            return email;
        }
    }

    public static OpenApiParameter DeviceCode
    {
        get
        {
            var code = InQuery("device_code", Text(min: 1), "The `device_code` of POST /auth/device.");
            code.Required = true;
            return code;
        }
    }

    public static OpenApiParameter Plan
    {
        get
        {
            var plan = Choice("pro", "agent");
            plan.Default = "pro";
            return InQuery("tier", plan, "The plan to buy.");
        }
    }

    public static OpenApiParameter StripeSignature
    {
        get
        {
            var signature = Header("Stripe-Signature", "`t=<unix>,v1=<hex>`: HMAC-SHA256 over `<t>.<body>`; `t` at most 300 s from now.");
            signature.Required = true;
            return signature;
        }
    }

    /// <summary>The query of GET /spikes (contract section 11).</summary>
    public static IReadOnlyList<OpenApiParameter> SpikeList =>
    [
        InQuery("project", Text(), "Id or slug of a share, or a key. Required without a credential. An unknown one gives an empty list."),
        InQuery("page", Text(), "Exactly this `page`."),
        InQuery("reviewer", Text(), "Exactly this `reviewer.id`."),
        InQuery("rating", SpikeSchemas.Rating(), "Exactly this rating."),
        InQuery("resolved", Flag(), "Only resolved, or only open spikes."),
        InQuery("limit", WholeOr(100), "The most spikes of the page; more than 1000 counts as 1000."),
        InQuery("cursor", Text(max: 200), "The `next_cursor` of the page before."),
        SharePassword,
    ];

    /// <summary>The password of a share.</summary>
    public static OpenApiParameter SharePassword => InQuery(
        "pw", Text(max: 256), "The password of a protected share. Right or wrong it is an attempt: five a minute for each share and client address.");

    /// <summary>The query of lists by page number (contract section 2.8).</summary>
    public static IReadOnlyList<OpenApiParameter> Pages =>
    [
        InQuery("page", WholeOr(1), "The number of the page."),
        InQuery("per_page", WholeOr(50), "The most rows of the page; more than 100 counts as 100."),
    ];

    /// <summary>The filters of a project's spikes.</summary>
    public static IReadOnlyList<OpenApiParameter> ProjectFilters =>
    [
        InQuery("filter_page", Text(), "Exactly this `page`."),
        InQuery("filter_rating", SpikeSchemas.Rating(), "Exactly this rating."),
        InQuery("filter_resolved", Flag(), "Only resolved, or only open spikes."),
    ];

    public static OpenApiParameter InPath(string name, OpenApiSchema schema, string? description = null) =>
        new() { Name = name, In = ParameterLocation.Path, Required = true, Schema = schema, Description = description };

    public static OpenApiParameter Header(string name, string description) =>
        new() { Name = name, In = ParameterLocation.Header, Schema = Text(), Description = description };

    private static OpenApiParameter InQuery(string name, OpenApiSchema schema, string description) =>
        new() { Name = name, In = ParameterLocation.Query, Schema = schema, Description = description };

    private static OpenApiSchema WholeOr(int byDefault)
    {
        var number = Whole(min: 1);
        number.Default = byDefault;
        return number;
    }
}
