using System.Globalization;
using System.Net.Mime;
using Microsoft.OpenApi;
using Spikes.Gateway.Http;
using Spikes.Gateway.Shares;

namespace Spikes.Gateway.OpenApi;

/// <summary>The files under <c>/s/</c> (contract sections 5.5 and 5.6). A middleware serves them, so no endpoint tells of them.</summary>
internal static class SharePageOperations
{
    public const string Tag = "Shared pages";
    public const string NoSuchRange = "RANGE_NOT_SATISFIABLE";

    private static readonly ErrorCode[] OfPassword = [ErrorCode.AuthRequired, ErrorCode.AuthFailed, ErrorCode.RateLimit];

    public static void AddTo(OpenApiDocument document)
    {
        document.Paths.Add("/s/{slug}", new OpenApiPathItem
        {
            Operations = new()
            {
                [HttpMethod.Get] = Get(document, "getSharedPage", "The first page of a share", Root(), [Slug()]),
                [HttpMethod.Post] = Post(document, "openSharedPage", [Slug()]),
            },
        });
        document.Paths.Add("/s/{slug}/{path}", new OpenApiPathItem
        {
            Operations = new()
            {
                [HttpMethod.Get] = Get(document, "getSharedFile", "A file of a share", File(), [Slug(), Path(), Range(), IfRange()]),
                [HttpMethod.Post] = Post(document, "openSharedFile", [Slug(), Path()]),
            },
        });
    }

    private static OpenApiOperation Get(
        OpenApiDocument document, string id, string summary, OpenApiResponses responses, IEnumerable<IOpenApiParameter> parameters)
    {
        var operation = new OpenApiOperation
        {
            OperationId = id,
            Summary = summary,
            Description = "HTML gets the widget; all else is sent as it was uploaded. Without a content origin, pages run in a sandbox. "
                + "A protected share opens with `pw`, or with a pass as the first segment of the path: `~` and what its form gave. Its answers are "
                + "`private, no-store` and have no `ETag`; refusals are pages when `Accept` prefers `text/html`.",
            Tags = new HashSet<OpenApiTagReference> { new(Tag, document) },
            Parameters = [.. parameters, ApiParameters.SharePassword, ResponseHeaders.IfNoneMatch()],
            Responses = responses,
        };
        OperationDescription.AddRefusals(operation, [.. OfPassword, ErrorCode.NotFound, ErrorCode.Unavailable]);
        AddPages(operation.Responses);
        return operation;
    }

    private static OpenApiOperation Post(OpenApiDocument document, string id, IEnumerable<IOpenApiParameter> parameters)
    {
        var password = Shape.Object(("pw", Shape.Text(max: 256, min: 1).About("The password.")));
        var operation = new OpenApiOperation
        {
            OperationId = id,
            Summary = "Open a protected share by the form of its password page",
            Tags = new HashSet<OpenApiTagReference> { new(Tag, document) },
            Parameters = [.. parameters],
            RequestBody = new OpenApiRequestBody
            {
                Required = true,
                Content = new Dictionary<string, OpenApiMediaType>(StringComparer.Ordinal)
                {
                    ["application/x-www-form-urlencoded"] = new() { Schema = password },
                },
            },
            Responses = new()
            {
                ["303"] = Moved("The password is right: the same path behind a pass, valid for 12 hours."),
                ["308"] = Moved("With a content origin: the same path there."),
            },
        };
        ErrorCode[] others = [ErrorCode.NotFound, ErrorCode.MethodNotAllowed, ErrorCode.SizeLimit, ErrorCode.Unavailable];
        OperationDescription.AddRefusals(operation, [.. OfPassword, .. others]);
        AddPages(operation.Responses);
        return operation;
    }

    /// <summary>Only protected shares refuse so: with the password page or that of a locked share where <c>Accept</c> prefers one.</summary>
    private static void AddPages(OpenApiResponses responses)
    {
        foreach (var status in OfPassword.Select(code => code.Wire().Status).Distinct())
        {
            var response = (OpenApiResponse)responses[status.ToString(CultureInfo.InvariantCulture)];
            response.Content![MediaTypeNames.Text.Html] = new() { Schema = Shape.Text() };
            response.AddHeader("Cache-Control", Shape.Text(), $"Always `{ShareHeaders.NoCache}`.");
        }
    }

    private static OpenApiResponses Root() => new()
    {
        ["200"] = Content("`index.html`; the same at `/s/{slug}/`, without a redirect.", MediaTypeNames.Text.Html).AddETag().AddCache(),
        ["304"] = new OpenApiResponse { Description = "Not changed." }.AddETag().AddCache(),
        ["308"] = Moved("With a content origin: the same path there."),
    };

    private static OpenApiResponses File() => new()
    {
        ["200"] = Content("The file, its content type by extension; for `docs/` it is `docs/index.html`.", "*/*").AddETag().AddCache(),
        ["206"] = Content("The range that was asked for; HTML is always sent whole.", "*/*").AddETag().AddCache()
            .AddHeader("Content-Range", Shape.Text(), "Which bytes these are."),
        ["304"] = new OpenApiResponse { Description = "Not changed." }.AddETag().AddCache(),
        ["308"] = Moved("A folder without its slash, or, with a content origin, the same path there. The query is kept."),
        ["416"] = ErrorResponses
            .Of($"- `{NoSuchRange}`: the file has no such range", ErrorResponses.Body([NoSuchRange]))
            .AddHeader("Content-Range", Shape.Text(), "How long the file is: `bytes */1234`."),
    };

    private static OpenApiResponse Content(string description, string type) => new()
    {
        Description = description,
        Content = new Dictionary<string, OpenApiMediaType>(StringComparer.Ordinal)
        {
            [type] = new() { Schema = type == MediaTypeNames.Text.Html ? Shape.Text() : Shape.Text(format: "binary") },
        },
    };

    private static OpenApiResponse Moved(string description) =>
        new OpenApiResponse { Description = description }.AddHeader("Location", Shape.Text(format: "uri-reference"), "Where it is.");

    private static OpenApiResponse AddCache(this OpenApiResponse response) => response.AddHeader(
        "Cache-Control", Shape.Text(), "`public, max-age=60, must-revalidate` for HTML, `public, max-age=3600, immutable` for the rest.");

    private static OpenApiParameter Slug() => ApiParameters.InPath("slug", ShareSchemas.Slug(), "The slug of the share.");

    private static OpenApiParameter Path() => ApiParameters.InPath(
        "path", Shape.Text(min: 1), "The file's name. It may hold slashes, which stay as they are; the rest is percent-encoded once.");

    private static OpenApiParameter Range() => ApiParameters.Header("Range", "One range: `bytes=0-99`.");

    private static OpenApiParameter IfRange() => ApiParameters.Header("If-Range", "The `ETag` that the range belongs to.");
}
