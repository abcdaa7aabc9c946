using System.Globalization;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;

namespace Spikes.FakeStripe;

/// <summary>Signs events and sends them, as Stripe does.</summary>
/// <param name="secret">What signs them.</param>
public sealed class EventSender(string secret) : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    private readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false }) { Timeout = Limit };

    /// <summary>Where events go.</summary>
    public Uri? Webhook { get; set; }

    /// <summary>The value of <c>Stripe-Signature</c> for a body.</summary>
    /// <param name="secret">What signs it.</param>
    /// <param name="body">The bytes.</param>
    /// <param name="signedAt">The time of the signature, in Unix seconds; null for now.</param>
    public static string Signature(string secret, byte[] body, long? signedAt = null)
    {
        var time = (signedAt ?? TimeProvider.System.GetUtcNow().ToUnixTimeSeconds()).ToString(CultureInfo.InvariantCulture);
        using var hash = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, Encoding.UTF8.GetBytes(secret));
        hash.AppendData(Encoding.UTF8.GetBytes(time + "."));
        hash.AppendData(body);
        return $"t={time},v1={Convert.ToHexStringLower(hash.GetHashAndReset())}";
    }

    /// <summary>Sends events one after the other and gives the first status that is no success, or 200.</summary>
    public async Task<int> SendAsync(params IReadOnlyList<FakeEvent> events)
    {
        foreach (var next in events)
        {
            var body = next.ToBytes();
            using var request = new HttpRequestMessage(HttpMethod.Post, Webhook) { Content = new ByteArrayContent(body) };
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json", "utf-8");
            request.Headers.TryAddWithoutValidation("Stripe-Signature", Signature(secret, body));
            using var response = await _http.SendAsync(request);
            if (!response.IsSuccessStatusCode)
                return (int)response.StatusCode;
        }

        return 200;
    }

    public void Dispose() => _http.Dispose();
}
