using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Spikes.Gateway.Options;
using Spikes.Grains.Interfaces.Outcomes;

namespace Spikes.Gateway.Http;

/// <summary>One wrong field of a request.</summary>
/// <param name="Field">The member's name; nested ones with dots.</param>
/// <param name="Message">What is wrong, for people.</param>
/// <param name="Code">Always <c>INVALID_FIELD</c>.</param>
internal sealed record FieldError(
    [property: JsonPropertyName("field")] string Field,
    [property: JsonPropertyName("message")] string Message,
    [property: JsonPropertyName("code")] string Code = "INVALID_FIELD");

/// <summary>The body of every refusal (contract section 0.3).</summary>
internal sealed record ErrorBody(
    [property: JsonPropertyName("error")] string Error, [property: JsonPropertyName("code")] string Code)
{
    [JsonPropertyName("details"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<FieldError>? Details { get; init; }

    [JsonPropertyName("max_bytes"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? MaxBytes { get; init; }

    [JsonPropertyName("retry_after"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? RetryAfter { get; init; }

    [JsonPropertyName("status"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Status { get; init; }

    [JsonPropertyName("upgrade_url"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? UpgradeUrl { get; init; }
}

/// <summary>Answers a refusal in the contract's shape.</summary>
internal sealed class ErrorResult(ErrorCode code, string message) : IResult
{
    public ErrorCode Code { get; } = code;

    public string Message { get; } = message;

    public IReadOnlyList<FieldError>? Details { get; init; }

    public long? MaxBytes { get; init; }

    public int? RetryAfterSeconds { get; init; }

    public static ErrorResult From(Refusal refusal) => new(refusal.Code, refusal.Message);

    public static ErrorResult NotFound(string message = "Not Found") => new(ErrorCode.NotFound, message);

    public static ErrorResult Invalid(string field, string message) => Invalid([new FieldError(field, message)]);

    /// <summary>The first field's message doubles as the text that clients print.</summary>
    public static ErrorResult Invalid(IReadOnlyList<FieldError> details) =>
        new(ErrorCode.ValidationError, details[0].Message) { Details = details };

    public static ErrorResult TooLarge(long maxBytes) =>
        new(ErrorCode.SizeLimit, $"The request is larger than {maxBytes} bytes") { MaxBytes = maxBytes };

    public static ErrorResult RateLimited(int retryAfterSeconds) =>
        new(ErrorCode.RateLimit, "Rate limit exceeded") { RetryAfterSeconds = retryAfterSeconds };

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var (status, name) = Code.Wire();
        var response = httpContext.Response;
        if (RetryAfterSeconds is { } seconds)
            response.Headers.RetryAfter = seconds.ToString(System.Globalization.CultureInfo.InvariantCulture);
        if (status == StatusCodes.Status401Unauthorized)
            response.Headers.WWWAuthenticate = "Bearer";
        var body = new ErrorBody(Message, name)
        {
            Details = Details,
            MaxBytes = MaxBytes,
            RetryAfter = RetryAfterSeconds,
            Status = Code == ErrorCode.AuthorizationPending ? "pending" : null,
            UpgradeUrl = UpgradeUrl(httpContext),
        };
        await JsonAnswer.WriteAsync(httpContext, status, body, GatewayJson.Default.ErrorBody);
        if (RequestDrain.IsDue(httpContext, Code))
            await RequestDrain.DrainAsync(httpContext);
    }

    private string? UpgradeUrl(HttpContext context) => Code switch
    {
        ErrorCode.UpgradeRequired or ErrorCode.SpikeLimit or ErrorCode.ShareLimit =>
            context.RequestServices.GetRequiredService<PublicUrls>().Upgrade,
        _ => null,
    };
}
