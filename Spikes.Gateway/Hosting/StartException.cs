namespace Spikes.Gateway.Hosting;

/// <summary>
/// The process cannot start as things are, and a person can put it right. Each message becomes one line on stderr and the exit code is 1.
/// </summary>
internal sealed class StartException : Exception
{
    /// <summary>One fault.</summary>
    /// <param name="message">What is wrong and the cure, on one line.</param>
    public StartException(string message)
        : this([message])
    {
    }

    /// <summary>One fault that another exception tells.</summary>
    /// <param name="message">What is wrong and the cure, on one line.</param>
    /// <param name="innerException">Tells the program whether it may pass.</param>
    public StartException(string message, Exception innerException)
        : base(message, innerException) => Messages = [message];

    /// <summary>Several faults.</summary>
    /// <param name="messages">What is wrong and the cure, a line each.</param>
    public StartException(IReadOnlyList<string> messages)
        : base(string.Join(Environment.NewLine, messages)) => Messages = messages;

    /// <summary>A line for each fault.</summary>
    public IReadOnlyList<string> Messages { get; }
}
