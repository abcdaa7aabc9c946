using System.Reflection;
using Microsoft.OpenApi;

namespace Spikes.Gateway.OpenApi;

/// <summary>The head of the document.</summary>
internal static class ApiInfo
{
    private const string Description = """
        Feedback on web pages: upload a folder of pages as a *share*, let people leave *spikes* on it, and read them back as JSON.

        - **Errors.** Every answer of 400 and above is `{"error","code"}`, plus the members that the code carries. Branch on `code`.
        - **Names.** Members of a spike are camelCase, all others snake_case. Members may be added; unknown members and query parameters are
          ignored.
        - **Instants** are UTC: `2026-01-15T10:30:00.000Z`.
        - **HEAD** is answered wherever GET is, with the same status and headers. **OPTIONS** is answered 204 everywhere. Neither is listed.
        - **CORS.** Every origin may call. `Retry-After` is exposed.
        - **Bodies.** JSON is read as UTF-8, whatever the `Content-Type`, up to 65536 bytes. An empty body counts as `{}`.
        - **Slashes.** A trailing slash is ignored, except under `/s/`. No route outside `/s/` redirects.
        """;

    private static readonly string Version =
        typeof(ApiInfo).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "0";

    public static OpenApiInfo Create() => new()
    {
        Title = "Spikes",
        Version = Version,
        Description = Description,
        License = new OpenApiLicense { Name = "MIT", Identifier = "MIT" },
    };
}
