namespace Spikes.Gateway.Http;

/// <summary>The one map from a refusal to its status and wire name (contract section 0.3).</summary>
internal static class ErrorCodes
{
    public static (int Status, string Name) Wire(this ErrorCode code) => code switch
    {
        ErrorCode.InvalidJson => (400, "INVALID_JSON"),
        ErrorCode.ValidationError => (400, "VALIDATION_ERROR"),
        ErrorCode.InvalidFilename => (400, "INVALID_FILENAME"),
        ErrorCode.AuthRequired => (401, "AUTH_REQUIRED"),
        ErrorCode.AuthFailed => (401, "AUTH_FAILED"),
        ErrorCode.TokenInvalid => (401, "TOKEN_INVALID"),
        ErrorCode.TokenUsed => (401, "TOKEN_USED"),
        ErrorCode.TokenExpired => (401, "TOKEN_EXPIRED"),
        ErrorCode.AuthForbidden => (403, "AUTH_FORBIDDEN"),
        ErrorCode.ScopeDenied => (403, "SCOPE_DENIED"),
        ErrorCode.UpgradeRequired => (403, "UPGRADE_REQUIRED"),
        ErrorCode.OriginNotAllowed => (403, "ORIGIN_NOT_ALLOWED"),
        ErrorCode.AccessDenied => (403, "ACCESS_DENIED"),
        ErrorCode.NotFound => (404, "NOT_FOUND"),
        ErrorCode.ProjectNotFound => (404, "PROJECT_NOT_FOUND"),
        ErrorCode.MethodNotAllowed => (405, "METHOD_NOT_ALLOWED"),
        ErrorCode.ProjectExists => (409, "PROJECT_EXISTS"),
        ErrorCode.AmbiguousId => (409, "AMBIGUOUS_ID"),
        ErrorCode.DeviceCodeExpired => (410, "DEVICE_CODE_EXPIRED"),
        ErrorCode.SizeLimit => (413, "SIZE_LIMIT"),
        ErrorCode.AuthorizationPending => (428, "AUTHORIZATION_PENDING"),
        ErrorCode.RateLimit => (429, "RATE_LIMIT"),
        ErrorCode.SpikeLimit => (429, "SPIKE_LIMIT"),
        ErrorCode.ShareLimit => (429, "SHARE_LIMIT"),
        ErrorCode.BudgetExceeded => (429, "BUDGET_EXCEEDED"),
        ErrorCode.InternalError => (500, "INTERNAL_ERROR"),
        ErrorCode.UpstreamError => (502, "UPSTREAM_ERROR"),
        ErrorCode.Unavailable => (503, "UNAVAILABLE"),
    };
}
