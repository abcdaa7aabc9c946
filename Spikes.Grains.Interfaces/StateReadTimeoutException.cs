namespace Spikes.Grains.Interfaces;

/// <summary>
/// The state of a grain could not be read in time, so the grain is not there. To ask again at once would only take as long again.
/// </summary>
[GenerateSerializer, Alias("spikes.state-read-timeout")]
public sealed class StateReadTimeoutException : OrleansException
{
    /// <summary>Without saying how long it took.</summary>
    public StateReadTimeoutException()
        : this("The state of the grain could not be read in time")
    {
    }

    /// <param name="message">What was read, and how long it took.</param>
    public StateReadTimeoutException(string message)
        : base(message)
    {
    }

    /// <param name="message">What was read, and how long it took.</param>
    /// <param name="innerException">Its cause.</param>
    public StateReadTimeoutException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
