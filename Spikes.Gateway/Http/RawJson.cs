using Microsoft.AspNetCore.Http;

namespace Spikes.Gateway.Http;

/// <summary>Answers JSON that a reader grain has written already.</summary>
internal sealed class RawJson(ReadOnlyMemory<byte> json) : IResult
{
    public Task ExecuteAsync(HttpContext httpContext) => JsonAnswer.WriteAsync(httpContext, StatusCodes.Status200OK, json);
}
