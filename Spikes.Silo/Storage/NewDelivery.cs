namespace Spikes.Silo.Storage;

/// <summary>A call of a webhook that is queued in the transaction that stores its spike.</summary>
/// <param name="Id">The <c>webhook-id</c>: <c>msg_</c> and a UUID, the same in every attempt.</param>
/// <param name="Share">The id of the share whose webhook it is.</param>
/// <param name="Body">What is sent, the same in every attempt.</param>
internal readonly record struct NewDelivery(string Id, string Share, string Body)
{
    /// <summary>Without what somebody wrote: it may reach logs.</summary>
    public override string ToString() => Id;
}
