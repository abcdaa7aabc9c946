namespace Spikes.Gateway.Configuration;

/// <summary>Outgoing mail; section <c>Spikes:Mail</c>.</summary>
internal sealed class MailOptions
{
    /// <summary>The sender. Default in Local mode <c>spikes@localhost</c>; required in Cluster mode.</summary>
    public string From { get; set; } = "spikes@localhost";

    /// <summary>Folder that gets each mail as an <c>.eml</c> file while no SMTP host is set. Default in Local mode <c>mail</c> in the data directory.</summary>
    public string? PickupDirectory { get; set; }

    /// <summary>The SMTP server.</summary>
    public SmtpOptions Smtp { get; set; } = new();
}

/// <summary>The SMTP server; section <c>Spikes:Mail:Smtp</c>.</summary>
internal sealed class SmtpOptions
{
    /// <summary>Name or address of the server. Default: none, mails go to the pickup directory.</summary>
    public string? Host { get; set; }

    /// <summary>Its port, 1 to 65535. Default 587.</summary>
    public int Port { get; set; } = 587;

    /// <summary>User name. Default: none, no sign-in.</summary>
    public string? User { get; set; }

    /// <summary>Password of <see cref="User"/>. Default: none.</summary>
    public string? Password { get; set; }

    /// <summary>How the connection is protected. Default <see cref="SmtpSecurity.StartTls"/>.</summary>
    public SmtpSecurity Security { get; set; } = SmtpSecurity.StartTls;
}

/// <summary>How an SMTP connection is protected.</summary>
internal enum SmtpSecurity
{
    /// <summary>Plain connection that must switch to TLS before anything is sent.</summary>
    StartTls,

    /// <summary>TLS from the first byte.</summary>
    Tls,

    /// <summary>No protection; for a relay on the same machine.</summary>
    None,
}
