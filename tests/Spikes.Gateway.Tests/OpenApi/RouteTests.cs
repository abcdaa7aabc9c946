using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Routing;
using Spikes.Gateway.Http;
using Spikes.Gateway.Users;

namespace Spikes.Gateway.Tests.OpenApi;

public sealed class RouteTests(DescribedApi api)
{
    private static readonly string[] ServedByMiddleware = ["GET /s/{slug}", "GET /s/{slug}/{path}", "POST /s/{slug}", "POST /s/{slug}/{path}"];

    [Fact]
    public void Routes_AndOperations_AreTheSame()
    {
        var mapped = Described().Select(route => route.Name).Concat(ServedByMiddleware);
        Assert.Equal(mapped.Order(StringComparer.Ordinal), api.Operations.Keys.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Routes_Refusals_StandUnderTheirStatus()
    {
        foreach (var (name, endpoint) in Described())
        {
            foreach (var code in endpoint.Metadata.OfType<RefusalMetadata>().SelectMany(refusal => refusal.Codes))
            {
                var (status, wire) = code.Wire();
                Assert.Contains(wire, Codes(api.Operations[name]["responses"]![status.ToString(CultureInfo.InvariantCulture)]));
            }
        }
    }

    [Fact]
    public void Operations_Refusals_AreDeclared()
    {
        foreach (var (name, endpoint) in Described())
        {
            var declared = endpoint.Metadata.OfType<RefusalMetadata>()
                .SelectMany(refusal => refusal.Codes).Select(code => code.Wire().Name);
            var described = api.Operations[name]["responses"]!.AsObject().Where(response => response.Key != "default")
                .SelectMany(response => Codes(response.Value));
            Assert.Equal(declared.Distinct().Order(StringComparer.Ordinal), described.Order(StringComparer.Ordinal));
        }
    }

    [Fact]
    public void Operations_EveryRefusal_IsInTheErrorComponent()
    {
        var known = api.Schema("Error")["properties"]!["code"]!["enum"]!.AsArray().Select(code => code!.GetValue<string>()).ToHashSet();
        Assert.Superset(api.Operations.Values.SelectMany(operation => Codes(operation["responses"])).ToHashSet(), known);
        Assert.Superset(new HashSet<string> { "METHOD_NOT_ALLOWED", "INTERNAL_ERROR", "UNAVAILABLE" }, known);
    }

    [Fact]
    public void Operations_RequiredCredential_IsTheirSecurity()
    {
        foreach (var (name, endpoint) in Described())
        {
            var required = endpoint.Metadata.GetMetadata<RequiredCredential>();
            var security = api.Operations[name]["security"]?.AsArray() ?? [];
            var schemes = security.SelectMany(each => each!.AsObject().Select(scheme => scheme.Key));
            if (required is not null)
                Assert.Equal(required.Kinds.HasFlag(CredentialKinds.Admin) ? ["bearer", "token"] : ["bearer"], schemes);
        }
    }

    [Theory]
    [InlineData("GET /spikes")]
    [InlineData("POST /spikes")]
    [InlineData("POST /")]
    public void Operations_OptionalCredential_IncludesNone(string operation)
    {
        var security = api.Operations[operation]["security"]!.AsArray();
        Assert.Equal(3, security.Count);
        Assert.Empty(security[0]!.AsObject());
    }

    [Theory]
    [InlineData("POST /spikes", "200,201,400,401,403,404,413,429,503,default")]
    [InlineData("GET /spikes", "200,400,401,403,429,503,default")]
    [InlineData("PATCH /spikes/{id}", "200,400,401,403,404,409,413,503,default")]
    [InlineData("POST /shares", "201,400,401,403,413,429,503,default")]
    [InlineData("DELETE /shares/{idOrSlug}", "200,401,403,404,503,default")]
    [InlineData("GET /s/{slug}", "200,304,308,401,404,429,503,default")]
    [InlineData("GET /s/{slug}/{path}", "200,206,304,308,401,404,416,429,503,default")]
    [InlineData("POST /s/{slug}/{path}", "303,308,401,404,405,413,429,503,default")]
    [InlineData("POST /auth/login", "202,400,413,429,503,default")]
    [InlineData("GET /auth/poll", "200,202,400,404,default")]
    [InlineData("POST /auth/device", "200,400,413,429,503,default")]
    [InlineData("GET /auth/device/poll", "200,400,403,404,410,428,default")]
    [InlineData("POST /auth/verify", "200,400,401,413,429,503,default")]
    [InlineData("POST /auth/api-key", "201,400,401,403,413,429,503,default")]
    [InlineData("PATCH /auth/api-key/{key_id}", "200,400,401,403,404,413,503,default")]
    [InlineData("DELETE /auth/api-key/{key_id}", "200,401,403,404,503,default")]
    [InlineData("POST /auth/link-key", "200,400,401,403,404,413,429,503,default")]
    [InlineData("POST /projects", "201,400,401,403,409,413,503,default")]
    [InlineData("GET /me/projects", "200,400,401,403,503,default")]
    [InlineData("GET /me/projects/{key}/spikes", "200,400,401,403,404,503,default")]
    [InlineData("PATCH /me/projects/{key}/spikes/{id}", "200,400,401,403,404,409,413,503,default")]
    [InlineData("GET /billing/checkout", "200,400,401,403,500,502,503,default")]
    [InlineData("GET /billing/portal", "200,401,403,404,500,502,503,default")]
    [InlineData("POST /webhooks/stripe", "200,400,401,413,500,default")]
    [InlineData("GET /widget.js", "200,304,default")]
    [InlineData("GET /health/ready", "200,503,default")]
    public void Operations_Statuses_AreExact(string operation, string statuses)
    {
        var described = api.Operations[operation]["responses"]!.AsObject().Select(response => response.Key);
        Assert.Equal(statuses, string.Join(',', described.Order(StringComparer.Ordinal)));
    }

    [Theory]
    [InlineData("GET /spikes", "project,page,reviewer,rating,resolved,limit,cursor,pw")]
    [InlineData("GET /me/projects", "page,per_page")]
    [InlineData("GET /me/projects/{key}/spikes", "key,page,per_page,filter_page,filter_rating,filter_resolved")]
    [InlineData("PATCH /me/projects/{key}/spikes/{id}", "key,id")]
    [InlineData("GET /auth/poll", "email")]
    [InlineData("GET /auth/device/poll", "device_code")]
    [InlineData("GET /spikes/{id}", "id")]
    [InlineData("DELETE /shares/{idOrSlug}", "idOrSlug")]
    [InlineData("GET /billing/checkout", "tier")]
    [InlineData("POST /webhooks/stripe", "Stripe-Signature")]
    [InlineData("GET /widget.js", "If-None-Match")]
    [InlineData("GET /s/{slug}/{path}", "slug,path,Range,If-Range,pw,If-None-Match")]
    [InlineData("POST /s/{slug}/{path}", "slug,path")]
    public void Operations_Parameters_AreNamed(string operation, string names)
    {
        var parameters = api.Operations[operation]["parameters"]!.AsArray();
        Assert.Equal(names, string.Join(',', parameters.Select(parameter => parameter!["name"]!.GetValue<string>())));
        Assert.All(parameters, parameter => Assert.NotNull(parameter!["schema"]));
    }

    [Theory]
    [InlineData("POST /spikes", "429", "Retry-After")]
    [InlineData("POST /shares", "401", "WWW-Authenticate")]
    [InlineData("GET /widget.js", "200", "ETag")]
    [InlineData("GET /widget.js", "304", "ETag")]
    [InlineData("GET /s/{slug}/{path}", "206", "ETag")]
    [InlineData("GET /s/{slug}/{path}", "308", "Location")]
    [InlineData("GET /s/{slug}", "401", "Cache-Control")]
    [InlineData("GET /s/{slug}", "401", "WWW-Authenticate")]
    [InlineData("POST /s/{slug}/{path}", "429", "Cache-Control")]
    [InlineData("POST /s/{slug}/{path}", "429", "Retry-After")]
    public void Operations_Headers_AreNamed(string operation, string status, string header) =>
        Assert.NotNull(api.Operations[operation]["responses"]![status]!["headers"]![header]);

    [Theory]
    [InlineData("GET /s/{slug}", "401", true)]
    [InlineData("GET /s/{slug}", "429", true)]
    [InlineData("GET /s/{slug}/{path}", "401", true)]
    [InlineData("GET /s/{slug}/{path}", "429", true)]
    [InlineData("POST /s/{slug}", "401", true)]
    [InlineData("POST /s/{slug}/{path}", "429", true)]
    [InlineData("GET /s/{slug}/{path}", "404", false)]
    [InlineData("POST /s/{slug}", "413", false)]
    [InlineData("POST /spikes", "401", false)]
    public void Operations_RefusalsOfProtectedShares_ArePagesToo(string operation, string status, bool isPage)
    {
        var content = api.Operations[operation]["responses"]![status]!["content"]!.AsObject().Select(type => type.Key);
        Assert.Equal(isPage ? ["application/json", "text/html"] : ["application/json"], content);
    }

    [Theory]
    [InlineData("POST /spikes", "429", "RATE_LIMIT", "retry_after")]
    [InlineData("POST /spikes", "429", "SPIKE_LIMIT", "upgrade_url")]
    [InlineData("POST /spikes", "403", "ORIGIN_NOT_ALLOWED", null)]
    [InlineData("POST /projects", "409", "PROJECT_EXISTS", null)]
    [InlineData("GET /me/projects/{key}/spikes", "404", "PROJECT_NOT_FOUND", null)]
    [InlineData("POST /spikes", "413", "SIZE_LIMIT", "max_bytes")]
    [InlineData("POST /spikes", "400", "VALIDATION_ERROR", "details")]
    [InlineData("POST /spikes", "400", "INVALID_JSON", null)]
    [InlineData("POST /shares", "400", "INVALID_FILENAME", "details")]
    [InlineData("POST /shares", "403", "UPGRADE_REQUIRED", "upgrade_url")]
    [InlineData("POST /shares", "403", "AUTH_FORBIDDEN", null)]
    public void Operations_ErrorMembers_StandOnlyWhereTheirCodeCarriesThem(string operation, string status, string code, string? member)
    {
        var body = api.Operations[operation]["responses"]![status]!["content"]!["application/json"]!["schema"]!;
        var shapes = body["oneOf"]?.AsArray().Select(each => each!) ?? [body];
        var shape = Assert.Single(shapes, each => Codes(each).Contains(code));
        string[] members = member is null ? ["error", "code"] : ["error", "code", member];
        Assert.Equal(members, shape["properties"]!.AsObject().Select(property => property.Key));
        Assert.Equal(members, shape["required"]!.AsArray().Select(name => name!.GetValue<string>()));
    }

    private IEnumerable<(string Name, RouteEndpoint Endpoint)> Described() =>
        from endpoint in api.Endpoints
        where endpoint.Metadata.GetMetadata<IExcludeFromDescriptionMetadata>() is null
        from method in endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()!.HttpMethods
        where method != "HEAD"
        select (method + " /" + endpoint.RoutePattern.RawText!.Trim('/'), endpoint);

    /// <summary>The wire names at or below a node; the code of one wrong field is none of them.</summary>
    private static List<string> Codes(JsonNode? node) =>
    [
        .. DescribedApi.Below(node, "code").SelectMany(code => DescribedApi.Below(code, "enum"))
            .SelectMany(values => values.AsArray()).Select(value => value!.GetValue<string>())
            .Where(value => value != "INVALID_FIELD").Distinct(),
    ];
}
