namespace Spikes.Gateway.OpenApi;

/// <summary>What refusals mean and which members they add to the error body (contract section 0.3).</summary>
internal static class ErrorMeanings
{
    /// <summary>The member beside <c>error</c> and <c>code</c>, or null.</summary>
    public static string? ExtraMember(ErrorCode code) => code switch
    {
        ErrorCode.ValidationError or ErrorCode.InvalidFilename => "details",
        ErrorCode.SizeLimit => "max_bytes",
        ErrorCode.RateLimit => "retry_after",
        ErrorCode.UpgradeRequired or ErrorCode.SpikeLimit or ErrorCode.ShareLimit => "upgrade_url",
        ErrorCode.AuthorizationPending => "status",
        _ => null,
    };

    public static string Of(ErrorCode code) => code switch
    {
        ErrorCode.InvalidJson => "the body, or the metadata of an upload, is not a JSON object",
        ErrorCode.ValidationError => "one or more fields are wrong; `details` names all of them",
        ErrorCode.InvalidFilename => "a file name is not acceptable",
        ErrorCode.AuthRequired => "a credential is missing",
        ErrorCode.AuthFailed => "the credential is wrong, revoked or expired",
        ErrorCode.TokenInvalid => "the login token is unknown",
        ErrorCode.TokenUsed => "the login token was redeemed before",
        ErrorCode.TokenExpired => "the login token is too old",
        ErrorCode.AuthForbidden => "this kind of request or credential is not accepted here",
        ErrorCode.ScopeDenied => "the scope of the API key forbids the method",
        ErrorCode.UpgradeRequired => "a paid feature",
        ErrorCode.OriginNotAllowed => "the project does not accept this `Origin`",
        ErrorCode.AccessDenied => "the user refused the sign-in",
        ErrorCode.NotFound => "not there, or not yours",
        ErrorCode.ProjectNotFound => "the project is not there, or not yours",
        ErrorCode.MethodNotAllowed => "the route has other methods",
        ErrorCode.ProjectExists => "the project key is taken",
        ErrorCode.AmbiguousId => "the leading characters match several spikes",
        ErrorCode.DeviceCodeExpired => "the device code is too old or used up",
        ErrorCode.SizeLimit => "the body is larger than `max_bytes`",
        ErrorCode.AuthorizationPending => "the sign-in is not finished",
        ErrorCode.RateLimit => "too many requests; try again after `retry_after` seconds",
        ErrorCode.SpikeLimit => "the share holds all the spikes its owner's tier allows",
        ErrorCode.ShareLimit => "the account holds all the shares its tier allows",
        ErrorCode.BudgetExceeded => "the budget of this month is used up",
        ErrorCode.InternalError => "a fault of the service",
        ErrorCode.UpstreamError => "another service did not answer usefully",
        ErrorCode.Unavailable => "storage or cluster is not reachable",
    };
}
