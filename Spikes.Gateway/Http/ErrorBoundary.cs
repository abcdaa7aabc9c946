using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Spikes.Gateway.Pages;
using Spikes.Grains.Interfaces.Outcomes;

namespace Spikes.Gateway.Http;

/// <summary>Gives every answer of 400 and above the contract's shape, whatever caused it; on pages, the shape of a page.</summary>
internal sealed partial class ErrorBoundary(RequestDelegate next, ILogger<ErrorBoundary> log)
{
    public async Task InvokeAsync(HttpContext context)
    {
        try
        {
            await next(context);
        }
        catch (Exception fault)
        {
            await AnswerFaultAsync(context, fault);
            return;
        }

        if (context.Response is { HasStarted: false, ContentType: null, StatusCode: >= 400 } response)
            await Shape(context, Bare(response)).ExecuteAsync(context);
    }

    private static IResult Shape(HttpContext context, ErrorResult error)
    {
        if (!PagePaths.IsHtml(context.Request))
            return error;
        return PageRules.IsNavigation(context.Request) ? PageFaults.Of(error) : PageFaults.NotOpenedByAPerson;
    }

    private static ErrorResult Bare(HttpResponse response)
    {
        if (response.StatusCode == StatusCodes.Status405MethodNotAllowed)
        {
            response.Headers.Allow = response.Headers.Allow + ", OPTIONS";
            return new ErrorResult(ErrorCode.MethodNotAllowed, "Method Not Allowed");
        }

        return response.StatusCode == StatusCodes.Status404NotFound
            ? ErrorResult.NotFound()
            : new ErrorResult(ErrorCode.InvalidJson, "The request could not be read");
    }

    private async Task AnswerFaultAsync(HttpContext context, Exception fault)
    {
        if (context.RequestAborted.IsCancellationRequested)
            return;
        if (context.Response.HasStarted)
        {
            LogCut(fault);
            context.Abort();
            return;
        }

        await Shape(context, Answer(fault)).ExecuteAsync(context);
    }

    private ErrorResult Answer(Exception fault)
    {
        switch (fault)
        {
            case BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge }:
                return ErrorResult.TooLarge(JsonBody.MaxBytes);
            // A chunk length out of range comes as a plain IOException from the server.
            case IOException:
                return new ErrorResult(ErrorCode.InvalidJson, "The request body could not be read");
            case TimeoutException or OrleansException or OperationCanceledException
                or CryptographicException { InnerException: TimeoutException or OrleansException }:
                LogUnavailable(fault);
                return ErrorResult.From(Refusal.Unavailable);
            default:
                LogFault(fault);
                return new ErrorResult(ErrorCode.InternalError, "Internal error");
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "A request failed")]
    private partial void LogFault(Exception fault);

    [LoggerMessage(Level = LogLevel.Warning, Message = "A grain did not answer")]
    private partial void LogUnavailable(Exception fault);

    [LoggerMessage(Level = LogLevel.Warning, Message = "An answer was cut off by a fault")]
    private partial void LogCut(Exception fault);
}
