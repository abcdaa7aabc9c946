namespace Spikes.Gateway.Pages;

/// <summary>Fields of the forms.</summary>
internal static class FormFields
{
    /// <summary>The anti-forgery value.</summary>
    public const string Token = "form_token";

    /// <summary>A login token.</summary>
    public const string LoginToken = "token";

    /// <summary>An e-mail address.</summary>
    public const string Email = "email";

    /// <summary>The code that a device shows.</summary>
    public const string UserCode = "user_code";

    /// <summary>The key of a project that is to be registered.</summary>
    public const string ProjectKey = "key";

    /// <summary>The id of a project.</summary>
    public const string ProjectId = "project";

    /// <summary>Origins, one on each line.</summary>
    public const string Origins = "origins";

    /// <summary>Which button was pressed.</summary>
    public const string Action = "action";
}
