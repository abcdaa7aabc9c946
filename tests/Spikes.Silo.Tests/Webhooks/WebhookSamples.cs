using Spikes.Silo.Webhooks;

namespace Spikes.Silo.Tests.Webhooks;

/// <summary>A webhook, and its signatures at noon as <c>openssl dgst -sha256 -mac HMAC -macopt key:…</c> computes them.</summary>
internal static class WebhookSamples
{
    public const string Secret = "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f";
    public const string Id = "msg_0b8f5a4e-6c7d-4e2f-9a1b-3c4d5e6f7a8b";
    public const string Body = """{"event":"spike.created","spike":{"comments":"Größe \u2013 ✓"}}""";
    public const int BodyBytes = 67;

    public const long NoonSeconds = 1767268800;
    public const string SpikesAtNoon = "t=1767268800,v1=f386a09ca292c1b1fc38b09d9f9ec7baab18c649f79c09142e1c0e2ff15462ac";
    public const string StandardAtNoon = "v1,HgfBn7YIyAIJkRfHz+QF0ifv1m1db3ntU2orYMco8zs=";

    public static readonly DateTimeOffset Noon = DateTimeOffset.FromUnixTimeSeconds(NoonSeconds);

    public static WebhookCall Call(string url) => new(Id, Body, url, Secret);
}
