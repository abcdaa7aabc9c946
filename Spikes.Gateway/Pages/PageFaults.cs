using Microsoft.AspNetCore.Http;
using Spikes.Gateway.Http;

namespace Spikes.Gateway.Pages;

/// <summary>Refusals for people.</summary>
internal static class PageFaults
{
    private static readonly PageLink ToDashboard = new(PagePaths.Dashboard, "Go to the dashboard");

    /// <summary>A request that did not come from a person who opened a page or pressed a button on it.</summary>
    public static PageResult NotOpenedByAPerson { get; } = Page(
        StatusCodes.Status403Forbidden, "Not allowed", ["This page opens in a browser window of its own and answers nothing else."]);

    /// <summary>A form without the value that ties it to the browser, or with one of another browser or time.</summary>
    public static PageResult StaleForm { get; } = Page(
        StatusCodes.Status403Forbidden,
        "This form is out of date",
        ["Nothing was changed.", "Open the page again and press the button there. Cookies must be allowed for it."]);

    /// <summary>Any other refusal.</summary>
    public static PageResult Of(ErrorResult error)
    {
        var (status, _) = error.Code.Wire();
        var (title, text) = Words(error);
        return Page(status, title, text, error.RetryAfterSeconds);
    }

    private static (string Title, IReadOnlyList<string> Text) Words(ErrorResult error) => error.Code switch
    {
        ErrorCode.RateLimit =>
            ("Too many tries", [$"Please wait {Wait(error.RetryAfterSeconds ?? 1)} and try again."]),
        ErrorCode.NotFound => ("Page not found", ["There is nothing at this address."]),
        ErrorCode.MethodNotAllowed => ("Nothing to show here", ["This address only takes the form of another page."]),
        ErrorCode.SizeLimit => ("Too large", ["The form that was sent is larger than this page takes."]),
        ErrorCode.Unavailable => ("Not available right now", ["It is not certain whether this was done. Please try again in a moment."]),
        ErrorCode.UpstreamError => ("Payments are not available right now", ["Nothing was charged. Please try again in a moment."]),
        ErrorCode.InternalError => ("Something went wrong", ["This is our fault, and it is written down. Please try again."]),
        _ => ("This did not work", [error.Message]),
    };

    /// <summary>A time to wait in words.</summary>
    public static string Wait(int seconds) => seconds switch
    {
        1 => "a second",
        < 120 => $"{seconds} seconds",
        _ => $"{(seconds + 59) / 60} minutes",
    };

    private static PageResult Page(int status, string title, IReadOnlyList<string> text, int? retryAfterSeconds = null) =>
        PageResult.Fault(status, title, ToDashboard, text, retryAfterSeconds);
}
