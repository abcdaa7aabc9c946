using Spikes.Gateway.Http;
using Spikes.Gateway.Users;
using Spikes.Grains.Interfaces.Spikes;

namespace Spikes.Gateway.Spikes;

/// <summary>Completes the reviewer of a spike (contract section 3.2).</summary>
internal static class ReviewerInput
{
    private const string Nobody = "Anonymous";

    public static Reviewer Read(FieldReader spike)
    {
        var name = Filled(spike.Text("reviewerName", 200));
        if (spike.Object("reviewer") is not { } reviewer)
            return name is null ? new Reviewer("anon", Nobody, null) : new Reviewer("agent", name, null);
        return new Reviewer(
            Filled(reviewer.Text("id", 128)) ?? "anon",
            Filled(reviewer.Text("name", 200)) ?? name ?? Nobody,
            ReadEmail(reviewer));
    }

    private static string? ReadEmail(FieldReader reviewer)
    {
        if (Filled(reviewer.Text("email", 320)) is not { } text)
            return null;
        var address = EmailAddress.Normalize(text);
        if (address is null)
            reviewer.Fault("email", EmailAddress.Message);
        return address;
    }

    private static string? Filled(string? text) => string.IsNullOrEmpty(text) ? null : text;
}
