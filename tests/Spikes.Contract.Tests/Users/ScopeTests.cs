using System.Text.Json.Nodes;
using Xunit;

namespace Spikes.Contract.Tests.Users;

/// <summary>Every route with a key of every scope. A route that is not in the table fails.</summary>
public sealed class ScopeTests(SpikesServer server)
{
    /// <summary>K: keys are accepted, by scope. M: keys of any scope. U: never. -: a credential is not looked at.</summary>
    private static readonly Dictionary<string, char> Routes = new()
    {
        ["POST /spikes"] = 'K',
        ["POST /"] = 'K',
        ["GET /spikes"] = 'K',
        ["GET /spikes/{id}"] = 'K',
        ["PATCH /spikes/{id}"] = 'K',
        ["DELETE /spikes/{id}"] = 'K',
        ["POST /shares"] = 'K',
        ["GET /shares"] = 'K',
        ["GET /shares/{idOrSlug}"] = 'K',
        ["DELETE /shares/{idOrSlug}"] = 'K',
        ["GET /auth/api-keys"] = 'K',
        ["PATCH /auth/api-key/{key_id}"] = 'K',
        ["DELETE /auth/api-key/{key_id}"] = 'K',
        ["GET /usage"] = 'K',
        ["GET /me"] = 'M',
        ["POST /auth/rotate-token"] = 'U',
        ["POST /auth/logout"] = 'U',
        ["POST /auth/api-key"] = 'U',
        ["POST /auth/link-key"] = 'U',
        ["POST /projects"] = 'U',
        ["GET /me/projects"] = 'U',
        ["GET /me/projects/{key}/spikes"] = 'U',
        ["PATCH /me/projects/{key}/spikes/{id}"] = 'U',
        ["POST /auth/login"] = '-',
        ["POST /auth/recover"] = '-',
        ["GET /auth/poll"] = '-',
        ["POST /auth/verify"] = '-',
        ["POST /auth/device"] = '-',
        ["GET /auth/device/poll"] = '-',
        ["GET /"] = '-',
        ["GET /health"] = '-',
        ["GET /health/live"] = '-',
        ["GET /health/ready"] = '-',
        ["GET /widget.js"] = '-',
        ["GET /spikes.js"] = '-',
        ["GET /sandbox.js"] = '-',
        ["GET /openapi/v1.json"] = '-',
        ["GET /s/{slug}"] = '-',
        ["GET /s/{slug}/{path}"] = '-',
        ["POST /s/{slug}"] = '-',
        ["POST /s/{slug}/{path}"] = '-',
        ["GET /dev/mail"] = '-',
        ["GET /dev/mail/{id}"] = '-',
    };

    private static readonly string[] Denied = ["SCOPE_DENIED", "AUTH_FORBIDDEN"];

    [Fact]
    public async Task Routes_AllDescribed_AreInTheTable()
    {
        using var app = server.NewApp();
        var paths = (await app.GetAsync("/openapi/v1.json")).Is(200)["paths"]!.AsObject();
        var described = paths.SelectMany(path => path.Value!.AsObject()
            .Where(operation => operation.Key is "get" or "post" or "patch" or "delete" or "put")
            .Select(operation => $"{operation.Key.ToUpperInvariant()} {path.Key}"));

        Assert.Empty(described.Except(Routes.Keys));
    }

    [Theory]
    [InlineData("full")]
    [InlineData("read")]
    [InlineData("write")]
    public async Task Key_EveryRoute_IsAcceptedByItsScopeOnly(string scope)
    {
        using var app = server.NewApp(unlimited: true);
        var created = (await app.PostAsync("/auth/api-key", new JsonObject { ["scopes"] = scope })).Is(201);
        var key = created["api_key"]!.GetValue<string>();
        foreach (var (route, kind) in Routes)
        {
            var (method, path) = (route.Split(' ')[0], route.Split(' ')[1].Replace("{", "", StringComparison.Ordinal).Replace("}", "", StringComparison.Ordinal));
            var isAllowed = scope == "full" || scope == "read" == (method == "GET");
            var expected = kind switch
            {
                'K' when !isAllowed => "SCOPE_DENIED",
                'U' => "AUTH_FORBIDDEN",
                _ => null,
            };

            var answer = await app.SendAsync(new HttpMethod(method), path, key, method is "POST" or "PATCH" ? SpikesApp.Json("{}") : null);

            if (expected is not null)
                answer.Refuses(403, expected);
            else
                Assert.True(answer.Status != 401 && !(answer.Status == 403 && Denied.Any(answer.Body.Contains)), $"{route} with {scope}: {answer.Body}");
            if (method == "GET" && expected is not null)
                Assert.Equal(403, (await app.SendAsync(HttpMethod.Head, path, key)).Status);
        }
    }
}
