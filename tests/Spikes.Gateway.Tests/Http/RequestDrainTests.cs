using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Spikes.Gateway.Http;
using Spikes.Gateway.Tests.OpenApi;

namespace Spikes.Gateway.Tests.Http;

/// <summary>Which refusals read the rest of a body, for clients that write all of it before they look for an answer.</summary>
public sealed class RequestDrainTests(DescribedApi api)
{
    private const int Length = 3_000_000;

    [Theory]
    [InlineData("POST", "/shares", ErrorCode.AuthFailed, true)]
    [InlineData("POST", "/shares", ErrorCode.ScopeDenied, true)]
    [InlineData("POST", "/shares", ErrorCode.RateLimit, true)]
    [InlineData("POST", "/shares", ErrorCode.Unavailable, true)]
    [InlineData("POST", "/shares", ErrorCode.SizeLimit, true)]
    [InlineData("POST", "/spikes", ErrorCode.SizeLimit, true)]
    [InlineData("POST", "/spikes", ErrorCode.AuthFailed, false)]
    [InlineData("GET", "/shares", ErrorCode.AuthFailed, false)]
    public async Task Refusal_OfALongBody_ReadsItToTheEnd(string method, string path, ErrorCode code, bool isRead)
    {
        using var body = new MemoryStream(new byte[Length]);
        await using var services = new ServiceCollection().AddSingleton(TimeProvider.System).BuildServiceProvider();
        var context = new DefaultHttpContext { RequestServices = services, Request = { Method = method, Path = path, Body = body } };
        context.SetEndpoint(api.Endpoints.Single(endpoint => IsFor(endpoint, method, path)));

        await new ErrorResult(code, "No").ExecuteAsync(context);

        Assert.Equal(code.Wire().Status, context.Response.StatusCode);
        Assert.Equal(isRead ? Length : 0, body.Position);
    }

    private static bool IsFor(RouteEndpoint endpoint, string method, string path) =>
        endpoint.RoutePattern.RawText!.TrimEnd('/') == path && endpoint.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods.Contains(method);
}
