using System.Net;
using System.Net.Sockets;

namespace Spikes.Gateway.Shares;

/// <summary>Which addresses webhooks may call, as far as it can be told at upload (contract section 9.1).</summary>
internal sealed class WebhookTargets(WebhookRules rules, TimeProvider clock)
{
    private static readonly TimeSpan MaxLookUp = TimeSpan.FromSeconds(3);

    /// <summary>Asks for the addresses of a name.</summary>
    internal Func<string, CancellationToken, Task<IPAddress[]>> LookUp { get; init; } = Dns.GetHostAddressesAsync;

    /// <summary>
    /// Whether an upload may name the address. The name of an https address is not looked up: its addresses are judged at every delivery.
    /// That of an http address is, for only its addresses tell whether http is enough.
    /// </summary>
    public async ValueTask<bool> IsAcceptableAsync(string text, CancellationToken cancellationToken)
    {
        if (!WebhookUrl.TryParse(text, out var url) || !rules.AllowsHost(url))
            return false;
        if (url.Literal is { } address)
            return rules.AllowsAll(url, [address]);
        return url.IsHttps || rules.AllowsAll(url, await AddressesAsync(url.Host, cancellationToken));
    }

    /// <summary>None when the name has none, or not in time.</summary>
    private async ValueTask<IPAddress[]> AddressesAsync(string host, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(MaxLookUp, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            return await LookUp(host, either.Token);
        }
        catch (Exception fault) when (fault is SocketException || (fault is OperationCanceledException && limit.IsCancellationRequested))
        {
            return [];
        }
    }
}
