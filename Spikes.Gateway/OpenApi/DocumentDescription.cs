using Microsoft.AspNetCore.Mvc.ApiExplorer;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.Extensions.Options;
using Microsoft.OpenApi;
using Spikes.Gateway.Http;
using Spikes.Gateway.Options;

namespace Spikes.Gateway.OpenApi;

/// <summary>Completes the document: what it is, where the service is, tags, components, and the routes that are no endpoints.</summary>
internal sealed class DocumentDescription(PublicUrls urls, IOptions<UploadOptions> limits) : IOpenApiDocumentTransformer
{
    private static readonly (string Name, string Description)[] Tags =
    [
        ("Spikes", "Pieces of feedback: create, list, resolve, delete."),
        ("Shares", "Uploaded sets of pages, as their owner sees them."),
        (SharePageOperations.Tag, "The uploaded pages, as everybody sees them."),
        ("Projects", "Registered keys, and the spikes stored under them."),
        ("Sign-in", "A link by mail, or a code that a device shows."),
        ("Tokens", "Replace and revoke user tokens."),
        ("API keys", "Keys for programs: with or without a user, by scope."),
        ("Account", "The account behind a credential."),
        ("Billing", "Plans, bought and managed at Stripe."),
        ("Scripts", "What pages embed."),
        ("Service", "Probes and descriptions."),
        ("Development", "Local mode only, and only from this machine."),
    ];

    // What a route need not declare: other methods, faults of the service, an outage.
    private static readonly ErrorCode[] Everywhere = [ErrorCode.MethodNotAllowed, ErrorCode.InternalError, ErrorCode.Unavailable];

    public Task TransformAsync(OpenApiDocument document, OpenApiDocumentTransformerContext context, CancellationToken cancellationToken)
    {
        document.Info = ApiInfo.Create();
        document.Servers = [new OpenApiServer { Url = urls.Public }];
        SharePageOperations.AddTo(document);
        AddComponents(document, context.DescriptionGroups);
        foreach (var schema in document.Components!.Schemas!.Values)
            schema.Description = WithoutSource(schema.Description);
        var used = document.Paths.Values
            .SelectMany(path => path.Operations?.Values.AsEnumerable() ?? [])
            .SelectMany(operation => operation.Tags ?? new HashSet<OpenApiTagReference>())
            .Select(tag => tag.Name).ToHashSet();
        document.Tags = Tags.Where(tag => used.Contains(tag.Name))
            .Select(tag => new OpenApiTag { Name = tag.Name, Description = tag.Description }).ToHashSet();
        return Task.CompletedTask;
    }

    // Comments in the code name the section they follow; readers of the document do not have it.
    private static string? WithoutSource(string? comment) =>
        comment?.IndexOf(" (contract section", StringComparison.Ordinal) is > 0 and var end ? comment[..end] + "." : comment;

    private void AddComponents(OpenApiDocument document, IEnumerable<ApiDescriptionGroup> groups)
    {
        OperationSecurity.AddSchemes(document);
        foreach (var (name, schema) in SpikeSchemas.All().Concat(ShareSchemas.All(limits.Value)).Concat(ProjectSchemas.All())
            .Concat(UsageSchemas.All()))
            document.AddComponent<IOpenApiSchema>(name, schema);
        document.AddComponent<IOpenApiSchema>(ApiDocument.Schema, Shape.Object(
            ("openapi", Shape.Text(pattern: @"^3\.1\.")), ("info", Shape.Members()), ("paths", Shape.Members())));
        var codes = groups.SelectMany(group => group.Items)
            .SelectMany(route => route.ActionDescriptor.EndpointMetadata.OfType<RefusalMetadata>())
            .SelectMany(refusal => refusal.Codes).Concat(Everywhere).Distinct();
        document.AddComponent<IOpenApiSchema>(ErrorResponses.AnyOther, ErrorResponses.Any(codes, SharePageOperations.NoSuchRange));
        document.AddComponent<IOpenApiResponse>(
            ErrorResponses.AnyOther,
            ErrorResponses.Of(
                "Any other refusal: `METHOD_NOT_ALLOWED` (405, with `Allow`), `INTERNAL_ERROR` (500), `UNAVAILABLE` (503).",
                Shape.Named(ErrorResponses.AnyOther)));
    }
}
