using Spikes.Grains.Interfaces.Users;

namespace Spikes.Gateway.Users;

/// <summary>Scopes as the contract names them (its section 6.4).</summary>
internal static class ScopeNames
{
    public static string Wire(this ApiKeyScope scope) => scope switch
    {
        ApiKeyScope.Full => "full",
        ApiKeyScope.Read => "read",
        ApiKeyScope.Write => "write",
        _ => throw new ArgumentOutOfRangeException(nameof(scope)),
    };

    /// <summary>The scope of a name, or null.</summary>
    public static ApiKeyScope? Parse(string name) => name switch
    {
        "full" => ApiKeyScope.Full,
        "read" => ApiKeyScope.Read,
        "write" => ApiKeyScope.Write,
        _ => null,
    };
}
