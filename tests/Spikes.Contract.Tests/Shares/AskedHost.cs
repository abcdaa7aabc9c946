namespace Spikes.Contract.Tests.Shares;

/// <summary>Which host a test asks.</summary>
public enum AskedHost
{
    /// <summary>The only one: there is no content origin.</summary>
    Only,

    /// <summary>The public one, beside a content host.</summary>
    Public,

    /// <summary>The content host.</summary>
    Content,
}
