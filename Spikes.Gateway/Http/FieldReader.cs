using System.Text.Json;

namespace Spikes.Gateway.Http;

/// <summary>Takes members out of a JSON object, checks them, and collects every fault. Null counts as absent.</summary>
internal sealed class FieldReader(JsonElement json, List<FieldError> faults, string prefix = "")
{
    public FieldReader(JsonElement json)
        : this(json, [])
    {
    }

    public IReadOnlyList<FieldError> Faults => faults;

    public void Fault(string name, string message) => faults.Add(new FieldError(prefix + name, message));

    /// <summary>The member, or null when it is absent or null.</summary>
    public JsonElement? Member(string name) =>
        json.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;

    public bool Has(string name) => Member(name) is not null;

    /// <summary>A text of at most <paramref name="max"/> UTF-16 units, or null.</summary>
    public string? Text(string name, int max, int min = 0)
    {
        if (Member(name) is not { } value)
            return null;
        if (value.ValueKind == JsonValueKind.String)
        {
            var text = value.GetString()!;
            if (text.Length >= min && text.Length <= max)
                return text;
        }

        Fault(name, $"Must be a string of {min} to {max} characters");
        return null;
    }

    /// <summary>A required text of 1 to <paramref name="max"/> UTF-16 units; null with a fault when it is missing or wrong.</summary>
    public string? RequiredText(string name, int max = JsonBody.MaxBytes)
    {
        if (!Has(name))
            Fault(name, "Is required");
        return Text(name, max, min: 1);
    }

    /// <summary>A member object, or null.</summary>
    public FieldReader? Object(string name)
    {
        if (Member(name) is not { } value)
            return null;
        if (value.ValueKind == JsonValueKind.Object)
            return new FieldReader(value, faults, prefix + name + ".");
        Fault(name, "Must be an object");
        return null;
    }

    /// <summary>A required finite number within bounds.</summary>
    public double Number(string name, double min = double.MinValue, double max = double.MaxValue)
    {
        if (Member(name) is { ValueKind: JsonValueKind.Number } value && value.TryGetDouble(out var number)
            && double.IsFinite(number) && number >= min && number <= max)
            return number;
        Fault(name, "Must be a number in range");
        return 0;
    }

    /// <summary>A whole number within bounds, or null.</summary>
    public int? Whole(string name, int min, int max)
    {
        if (Member(name) is not { } value)
            return null;
        if (value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number) && number >= min && number <= max)
            return number;
        Fault(name, $"Must be a whole number from {min} to {max}");
        return null;
    }

    /// <summary>An instant in ISO 8601, the beginning of a date, or null.</summary>
    public DateTimeOffset? Instant(string name)
    {
        if (Member(name) is not { } value)
            return null;
        if (value.ValueKind == JsonValueKind.String && value.GetString() is { Length: <= 64 } text
            && Instants.TryParseInstantOrDate(text, out var instant))
            return instant;
        Fault(name, "Must be an ISO 8601 date, with or without a time");
        return null;
    }

    /// <summary>A required boolean.</summary>
    public bool Boolean(string name)
    {
        if (Member(name) is { ValueKind: JsonValueKind.True or JsonValueKind.False } value)
            return value.GetBoolean();
        Fault(name, "Must be true or false");
        return false;
    }
}
