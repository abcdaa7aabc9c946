namespace Spikes.Gateway.Options;

/// <summary>Settings of the HTTP front; section <c>Spikes</c>.</summary>
public sealed class GatewayOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Spikes";

    /// <summary>Origin that clients use, without a trailing slash. Local mode: the address it listens on.</summary>
    public string? PublicUrl { get; set; }

    /// <summary>Separate origin for shared pages; its host differs from that of <see cref="PublicUrl"/>. Default: none, pages run sandboxed.</summary>
    public string? ContentUrl { get; set; }

    /// <summary>The admin token, at least 16 characters in Cluster mode; null switches admin access off.</summary>
    public string? AdminToken { get; set; }

    /// <summary>Where refusals send people who need a paid plan. Default: the dashboard.</summary>
    public string? UpgradeUrl { get; set; }

    /// <summary>Address of the script that is put into shared pages. Default: the built-in one on the public origin.</summary>
    public string? WidgetUrl { get; set; }

    /// <summary>File served in place of the built-in widget. Default: none.</summary>
    public string? WidgetFile { get; set; }

    /// <summary>Networks in CIDR form whose <c>X-Forwarded-For</c> is believed. Default: none.</summary>
    public IList<string> TrustedProxies { get; } = [];

    /// <summary>Sign-in.</summary>
    public AuthOptions Auth { get; set; } = new();

    /// <summary>Courtesies to existing clients.</summary>
    public CompatibilityOptions Compatibility { get; set; } = new();
}

/// <summary>Section <c>Spikes:Auth</c>.</summary>
public sealed class AuthOptions
{
    /// <summary>Whether GET /auth/poll exists. Default true.</summary>
    public bool EmailPoll { get; set; } = true;
}

/// <summary>Section <c>Spikes:Compatibility</c>.</summary>
public sealed class CompatibilityOptions
{
    /// <summary>Whether the CLI's <c>push</c> gets a bare array (contract section 12). Default true.</summary>
    public bool PushBareArray { get; set; } = true;
}
