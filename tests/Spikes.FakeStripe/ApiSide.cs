using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Spikes.FakeStripe;

/// <summary>Stripe's REST API, as far as Spikes calls it: forms in, JSON out.</summary>
internal sealed class ApiSide(FakeStripeServer server, FakeSessions sessions, string? key)
{
    private const string TestKey = "sk_test_";

    public void Map(WebApplication app)
    {
        app.MapPost("/v1/checkout/sessions", context => AnswerAsync(context, CreateCheckout));
        app.MapPost("/v1/billing_portal/sessions", context => AnswerAsync(context, CreatePortal));
        app.MapFallback("/v1/{**path}", context => ErrorAsync(
            context, 404, "invalid_request_error", null, $"Unrecognized request URL ({context.Request.Method}: {context.Request.Path})."));
    }

    private async Task AnswerAsync(HttpContext context, Func<HttpContext, IReadOnlyDictionary<string, string>, JsonObject?> create)
    {
        var bearer = context.Request.Headers.Authorization.ToString();
        var isKnown = key is null ? bearer.StartsWith("Bearer " + TestKey, StringComparison.Ordinal) : bearer == "Bearer " + key;
        if (!isKnown)
        {
            await ErrorAsync(context, 401, "invalid_request_error", null, "Invalid API Key provided.");
            return;
        }

        var form = await context.Request.ReadFormAsync();
        var fields = form.ToDictionary(field => field.Key, field => field.Value.ToString(), StringComparer.Ordinal);
        server.Record(new FakeRequest(context.Request.Path, context.Request.Headers["Idempotency-Key"], fields));
        if (await IsFaultyAsync(context))
            return;
        if (create(context, fields) is not { } made)
            await ErrorAsync(context, 400, "invalid_request_error", "parameter_missing", "A required parameter is missing.");
        else
            await JsonAsync(context, 200, made);
    }

    private async Task<bool> IsFaultyAsync(HttpContext context)
    {
        switch (server.Fault)
        {
            case FakeFault.Refuses:
                await ErrorAsync(context, 400, "invalid_request_error", "resource_missing", "No such price.");
                return true;
            case FakeFault.Fails:
                await ErrorAsync(context, 500, "api_error", null, "An unknown error occurred.");
                return true;
            case FakeFault.FailsOnce:
                server.Fault = FakeFault.None;
                await ErrorAsync(context, 500, "api_error", null, "An unknown error occurred.");
                return true;
            case FakeFault.Hangs:
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted);
                return true;
            case FakeFault.Cuts:
                context.Abort();
                return true;
            case FakeFault.Babbles:
                context.Response.ContentType = "text/html";
                await context.Response.WriteAsync("<h1>Down for maintenance</h1>");
                return true;
            default:
                return false;
        }
    }

    private JsonObject? CreateCheckout(HttpContext context, IReadOnlyDictionary<string, string> fields)
    {
        if (fields.GetValueOrDefault("mode") != "subscription" || !fields.TryGetValue("line_items[0][price]", out var price)
            || !fields.TryGetValue("success_url", out var success))
            return null;
        var session = sessions.Add(new FakeCheckout(
            "cs_test_" + FakeIds.Random(58),
            price,
            success,
            fields.GetValueOrDefault("cancel_url"),
            fields.GetValueOrDefault("client_reference_id"),
            fields.GetValueOrDefault("customer"),
            fields.GetValueOrDefault("customer_email"),
            fields.GetValueOrDefault("subscription_data[metadata][user_id]")));
        return new JsonObject
        {
            ["id"] = session.Id,
            ["object"] = "checkout.session",
            ["client_reference_id"] = session.ClientReference,
            ["customer"] = session.Customer,
            ["customer_email"] = session.Email,
            ["livemode"] = false,
            ["mode"] = "subscription",
            ["payment_status"] = "unpaid",
            ["status"] = "open",
            ["url"] = Url(context, "/pay/" + session.Id),
        };
    }

    private JsonObject? CreatePortal(HttpContext context, IReadOnlyDictionary<string, string> fields)
    {
        if (!fields.TryGetValue("customer", out var customer))
            return null;
        var portal = sessions.Add(new FakePortal("bps_" + FakeIds.Random(24), customer, fields.GetValueOrDefault("return_url")));
        return new JsonObject
        {
            ["id"] = portal.Id,
            ["object"] = "billing_portal.session",
            ["customer"] = customer,
            ["livemode"] = false,
            ["return_url"] = portal.ReturnUrl,
            ["url"] = Url(context, "/portal/" + portal.Id),
        };
    }

    private string? Url(HttpContext context, string path) =>
        server.Fault == FakeFault.HasNoUrl ? null : $"{context.Request.Scheme}://{context.Request.Host}{path}";

    private static Task ErrorAsync(HttpContext context, int status, string type, string? code, string message) =>
        JsonAsync(context, status, new JsonObject
        {
            ["error"] = new JsonObject { ["code"] = code, ["message"] = message, ["type"] = type },
        });

    private static Task JsonAsync(HttpContext context, int status, JsonObject json)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        context.Response.Headers["Request-Id"] = "req_" + FakeIds.Random(14);
        return context.Response.WriteAsync(json.ToJsonString());
    }
}
