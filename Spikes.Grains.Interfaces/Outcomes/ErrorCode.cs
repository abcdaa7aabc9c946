namespace Spikes.Grains.Interfaces.Outcomes;

/// <summary>Every refusal that the HTTP contract knows (its section 0.3). The Gateway maps each to a status and its wire name.</summary>
[GenerateSerializer, Alias("spikes.error-code")]
public enum ErrorCode
{
    /// <summary>400: the body is not a JSON object.</summary>
    InvalidJson = 1,

    /// <summary>400: one or more fields are wrong; comes with details.</summary>
    ValidationError = 2,

    /// <summary>400: an uploaded file name is not acceptable.</summary>
    InvalidFilename = 3,

    /// <summary>401: a credential or password is missing, or the share is locked.</summary>
    AuthRequired = 4,

    /// <summary>401: a credential or password is wrong, revoked or expired.</summary>
    AuthFailed = 5,

    /// <summary>401: the login token is unknown.</summary>
    TokenInvalid = 6,

    /// <summary>401: the login token was redeemed before.</summary>
    TokenUsed = 7,

    /// <summary>401: the login token is older than 10 minutes.</summary>
    TokenExpired = 8,

    /// <summary>403: this kind of credential is not accepted here.</summary>
    AuthForbidden = 9,

    /// <summary>403: the scope of the API key forbids the method.</summary>
    ScopeDenied = 10,

    /// <summary>403: a paid feature.</summary>
    UpgradeRequired = 11,

    /// <summary>403: the allow-list of the project refuses the origin.</summary>
    OriginNotAllowed = 12,

    /// <summary>403: the user refused the device sign-in.</summary>
    AccessDenied = 13,

    /// <summary>404: not there, or not the caller's.</summary>
    NotFound = 14,

    /// <summary>404: the same for registered projects.</summary>
    ProjectNotFound = 15,

    /// <summary>405: a known route with another method.</summary>
    MethodNotAllowed = 16,

    /// <summary>409: the project key is taken.</summary>
    ProjectExists = 17,

    /// <summary>409: an id prefix matches several spikes.</summary>
    AmbiguousId = 18,

    /// <summary>410: the device code is too old, or its token was delivered.</summary>
    DeviceCodeExpired = 19,

    /// <summary>413: body or upload too large.</summary>
    SizeLimit = 20,

    /// <summary>428: the device sign-in is not finished.</summary>
    AuthorizationPending = 21,

    /// <summary>429: too many requests.</summary>
    RateLimit = 22,

    /// <summary>429: the share of a free owner is full.</summary>
    SpikeLimit = 23,

    /// <summary>429: a free account has all the shares it may have.</summary>
    ShareLimit = 24,

    /// <summary>429: the monthly budget of an agent key is used up.</summary>
    BudgetExceeded = 25,

    /// <summary>500: a fault of this server.</summary>
    InternalError = 26,

    /// <summary>502: a service that this server needs did not answer usefully.</summary>
    UpstreamError = 27,

    /// <summary>503: storage or cluster is not reachable, or a queue is full.</summary>
    Unavailable = 28,
}
