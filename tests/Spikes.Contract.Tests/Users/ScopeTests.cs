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
        ["GET /billing/checkout"] = 'U',
        ["GET /billing/portal"] = 'U',
        ["POST /webhooks/stripe"] = '-',
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
            var (method, path) = Parts(route);
            var isAllowed = scope == "full" || scope == "read" == (method == "GET");
            var expected = kind switch
            {
                'K' when !isAllowed => "SCOPE_DENIED",
                'U' => "AUTH_FORBIDDEN",
                _ => null,
            };

            var answer = await SendAsync(app, route, key);

            if (expected is not null)
                answer.Refuses(403, expected);
            else
                Assert.True(answer.Status != 401 && !(answer.Status == 403 && Denied.Any(answer.Body.Contains)), $"{route} with {scope}: {answer.Body}");
            if (method == "GET" && expected is not null)
                Assert.Equal(403, (await app.SendAsync(HttpMethod.Head, path, key)).Status);
        }
    }

    [Fact]
    public async Task AdminToken_EveryRoute_IsAcceptedOnSpikesOnly()
    {
        using var app = server.NewApp(unlimited: true);
        foreach (var (route, kind) in Routes)
        {
            var answer = await SendAsync(app, route, app.AdminToken);

            if (kind != '-' && !IsOfSpikes(route))
                answer.Refuses(403, "AUTH_FORBIDDEN");
            else
                Assert.True(answer.Status is not (401 or 403), $"{route}: {answer.Body}");
        }
    }

    [Fact]
    public async Task QueryToken_EveryRoute_IsACredentialOnSpikesOnly()
    {
        using var app = server.NewApp(unlimited: true);
        var token = await app.SignUpAsync();
        foreach (var (route, kind) in Routes)
        {
            var answer = await SendAsync(app, route, token: null, "?token=" + token);

            if (kind != '-' && !IsOfSpikes(route) && route != "POST /auth/api-key")
                answer.Refuses(401, "AUTH_REQUIRED");
            else
                Assert.True(answer.Status is not (401 or 403), $"{route}: {answer.Body}");
        }

        // Without a credential the key that was made stands alone.
        Assert.Empty((await app.GetAsync("/auth/api-keys", token)).Is(200).AsArray());
    }

    [Fact]
    public async Task QueryToken_Twice_TheLastCounts()
    {
        using var app = server.NewApp();
        var token = await app.SignUpAsync();
        (await app.GetAsync($"/spikes?token=wrong&token={token}")).Is(200);
        (await app.GetAsync($"/spikes?token={token}&token=wrong")).Refuses(401, "AUTH_FAILED");
    }

    private static (string Method, string Path) Parts(string route)
    {
        var parts = route.Split(' ');
        return (parts[0], parts[1].Replace("{", "", StringComparison.Ordinal).Replace("}", "", StringComparison.Ordinal));
    }

    private static bool IsOfSpikes(string route) => route == "POST /" || route.Split(' ')[1].Split('/')[1] == "spikes";

    private static Task<Answer> SendAsync(SpikesApp app, string route, string? token, string query = "")
    {
        var (method, path) = Parts(route);
        return app.SendAsync(new HttpMethod(method), path + query, token, method is "POST" or "PATCH" ? SpikesApp.Json("{}") : null);
    }
}
