namespace Spikes.Grains.Interfaces.Users;

/// <summary>
/// Names an account, the owner of shares and projects: <c>user/&lt;uuid&gt;</c> or, for a standalone API key, <c>key/&lt;key id&gt;</c>.
/// </summary>
/// <param name="Value">The text, as it stands in the database and as grain key.</param>
[GenerateSerializer, Immutable, Alias("spikes.account-id")]
public readonly record struct AccountId([property: Id(0)] string Value)
{
    private const string UserStart = "user/";

    /// <summary>Whether it is a user's; else it is a standalone key's, which is always free.</summary>
    public bool IsUser => Value.StartsWith(UserStart, StringComparison.Ordinal);

    /// <summary>The account of a user.</summary>
    /// <param name="userId">The user's UUID in lower case.</param>
    public static AccountId User(string userId) => new(UserStart + userId);

    /// <summary>The account of a standalone API key.</summary>
    /// <param name="keyId"><c>key_</c> and 16 hex digits.</param>
    public static AccountId Key(string keyId) => new("key/" + keyId);

    /// <inheritdoc/>
    public override string ToString() => Value;
}
