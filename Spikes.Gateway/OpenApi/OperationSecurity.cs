using Microsoft.OpenApi;
using Spikes.Gateway.Users;

namespace Spikes.Gateway.OpenApi;

/// <summary>Which credentials an operation accepts, and where (contract section 6.1).</summary>
internal static class OperationSecurity
{
    private const string Bearer = "bearer";
    private const string QueryToken = "token";

    public static void AddSchemes(OpenApiDocument document)
    {
        document.AddComponent<IOpenApiSecurityScheme>(Bearer, new OpenApiSecurityScheme
        {
            Type = SecuritySchemeType.Http,
            Scheme = "bearer",
            Description = "A user token or an API key; on `/spikes` and `/spikes/{id}` also the admin token.",
        });
        document.AddComponent<IOpenApiSecurityScheme>(QueryToken, new OpenApiSecurityScheme
        {
            Type = SecuritySchemeType.ApiKey,
            In = ParameterLocation.Query,
            Name = "token",
            Description = "The same credentials in the query. Not read when there is a Bearer token.",
        });
    }

    public static void Add(OpenApiOperation operation, OpenApiDocument document, IList<object> metadata)
    {
        if (metadata.OfType<OptionalCredential>().Any())
        {
            operation.Security = [[], With(Bearer, document), With(QueryToken, document)];
        }
        else if (metadata.OfType<AcceptedCredential>().Any())
        {
            operation.Security = [[], With(Bearer, document)];
        }
        else if (metadata.OfType<RequiredCredential>().LastOrDefault() is { } required)
        {
            // Where the admin token is accepted, so is the query.
            operation.Security = required.Kinds.HasFlag(CredentialKinds.Admin)
                ? [With(Bearer, document), With(QueryToken, document)]
                : [With(Bearer, document)];
            operation.Description ??= "Accepts " + Words(required.Kinds) + ".";
        }
    }

    private static OpenApiSecurityRequirement With(string scheme, OpenApiDocument document) =>
        new() { [new OpenApiSecuritySchemeReference(scheme, document)] = [] };

    private static string Words(CredentialKinds kinds)
    {
        var words = new List<string>();
        if (kinds.HasFlag(CredentialKinds.User))
            words.Add("a user token");
        if (kinds.HasFlag(CredentialKinds.ApiKey))
            words.Add("an API key");
        if (kinds.HasFlag(CredentialKinds.Admin))
            words.Add("the admin token");
        return words.Count == 1 ? words[0] : string.Join(", ", words[..^1]) + " or " + words[^1];
    }
}
