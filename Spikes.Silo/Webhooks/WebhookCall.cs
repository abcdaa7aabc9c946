namespace Spikes.Silo.Webhooks;

/// <summary>One delivery of one webhook.</summary>
/// <param name="Id">What makes a repetition known to the receiver: <c>msg_</c> and a UUID, the same in every attempt.</param>
/// <param name="Body">JSON. Its UTF-8 bytes are sent and signed.</param>
/// <param name="Url">Where to; it is judged anew at every attempt.</param>
/// <param name="Secret">64 hexadecimal digits, in clear.</param>
internal sealed record WebhookCall(string Id, string Body, string Url, string Secret)
{
    /// <summary>Without secret, body and URL.</summary>
    public override string ToString() => $"{nameof(WebhookCall)} {Id}";
}
