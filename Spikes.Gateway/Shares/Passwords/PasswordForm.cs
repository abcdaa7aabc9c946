using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Net.Http.Headers;
using Spikes.Gateway.Http;

namespace Spikes.Gateway.Shares.Passwords;

/// <summary>Reads the form that the password page posts. Its origin is opaque in the sandbox, so no origin is asked for; it changes nothing.</summary>
internal static class PasswordForm
{
    /// <summary>The most bytes of the body.</summary>
    public const int MaxBytes = 16 * 1024;

    private const string ContentType = "application/x-www-form-urlencoded";

    /// <summary>The password, of the form or else of the query; null for none, and for what is no form.</summary>
    public static async ValueTask<(string? Password, ErrorResult? Error)> ReadAsync(HttpContext context)
    {
        var request = context.Request;
        if (request.ContentLength > MaxBytes)
            return (null, ErrorResult.TooLarge(MaxBytes));
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
            limit.MaxRequestBodySize = MaxBytes;
        try
        {
            var sent = IsForm(request) && (await request.ReadFormAsync(context.RequestAborted))[PasswordGate.Parameter] is [.., { Length: > 0 } last]
                ? last
                : request.Query.Last(PasswordGate.Parameter);
            return (PasswordGate.Read(sent), null);
        }
        catch (InvalidDataException)
        {
            // More fields, or longer ones, than the form has.
            return (null, null);
        }
        catch (BadHttpRequestException fault) when (fault.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            return (null, ErrorResult.TooLarge(MaxBytes));
        }
    }

    private static bool IsForm(HttpRequest request) =>
        MediaTypeHeaderValue.TryParse(request.ContentType, out var type) && type.MediaType.Equals(ContentType, StringComparison.OrdinalIgnoreCase);
}
