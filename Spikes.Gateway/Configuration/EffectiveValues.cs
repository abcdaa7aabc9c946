using Microsoft.Extensions.Configuration;

namespace Spikes.Gateway.Configuration;

/// <summary>
/// The configuration as it counts: an empty value is an unset one, an unknown key below <c>Spikes:</c> is no setting, and
/// <c>SPIKES_TOKEN</c> stands in for a missing admin token.
/// </summary>
internal sealed class EffectiveValues
{
    private const string Prefix = SpikesSettings.Section + ":";
    private const string AdminTokenKey = "Spikes:AdminToken";
    private const string PlainTokenKey = "SPIKES_TOKEN";

    private readonly Dictionary<string, string?> _values = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<string> _unknownKeys = [];

    private EffectiveValues(IConfiguration configuration)
    {
        foreach (var (key, value) in configuration.AsEnumerable())
        {
            if (string.IsNullOrWhiteSpace(value))
                continue;
            if (key.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase) && SettingTable.Find(key) is null)
                _unknownKeys.Add(key);
            else
                _values[key] = value;
        }

        if (this[AdminTokenKey] is null && this[PlainTokenKey] is { } token)
            _values[AdminTokenKey] = token;
        _unknownKeys.Sort(StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>All pairs, those outside <c>Spikes:</c> too.</summary>
    public IReadOnlyDictionary<string, string?> Pairs => _values;

    /// <summary>Keys below <c>Spikes:</c> that have a value and mean nothing.</summary>
    public IReadOnlyList<string> UnknownKeys => _unknownKeys;

    /// <summary>The value of a key, or null when it is unset.</summary>
    public string? this[string key] => _values.GetValueOrDefault(key);

    public static EffectiveValues Of(IConfiguration configuration) => new(configuration);

    /// <summary>The entries of a list with their keys, in the order of their numbers.</summary>
    public IEnumerable<(string Key, string Value)> Entries(Setting list) =>
        from pair in _values
        where pair.Key.Length > list.Key.Length && SettingTable.Find(pair.Key) == list
        orderby pair.Key.Length, pair.Key
        select (pair.Key, pair.Value!);
}
