using Spikes.Grains.Interfaces.Outcomes;
using Spikes.Grains.Interfaces.Users;

namespace Spikes.Gateway.Shares.Passwords;

/// <summary>
/// Hashes passwords on the thread pool, as many at a time as there are processors and a quarter of the process's memory holds: a hash costs
/// time and memory, and whoever guesses must not take either from everybody else.
/// </summary>
internal sealed class PasswordHasher : IDisposable
{
    /// <summary>The most that run or wait; over it the answer is 503. The last of them waits for about two seconds on two processors.</summary>
    public const int MaxQueued = 200;

    private static readonly Refusal Wrong = new(ErrorCode.AuthFailed, "Invalid password");

    private readonly SemaphoreSlim _free = new(AtOnce(Environment.ProcessorCount, GC.GetGCMemoryInfo().TotalAvailableMemoryBytes));
    private int _queued;

    /// <summary>The hash of a new password, or <see cref="ErrorCode.Unavailable"/>.</summary>
    public ValueTask<Outcome<string>> HashAsync(string password, CancellationToken cancellationToken) =>
        RunAsync<string>(() => PasswordHash.Create(password), cancellationToken);

    /// <summary>Success for the right password, else <see cref="ErrorCode.AuthFailed"/> or <see cref="ErrorCode.Unavailable"/>.</summary>
    public ValueTask<Outcome<Done>> VerifyAsync(string hash, string password, CancellationToken cancellationToken) =>
        RunAsync<Done>(() => PasswordHash.Matches(hash, password) ? Done.Value : Wrong, cancellationToken);

    public void Dispose() => _free.Dispose();

    /// <summary>How many hashes are made at a time: a container may see all processors of its host and little of its memory.</summary>
    internal static int AtOnce(int processors, long memoryBytes) => (int)Math.Clamp(memoryBytes / 4 / (PasswordHash.KibiBytes * 1024L), 1, processors);

    /// <summary>Runs a piece of such work.</summary>
    internal async ValueTask<Outcome<T>> RunAsync<T>(Func<Outcome<T>> work, CancellationToken cancellationToken)
        where T : class
    {
        try
        {
            if (Interlocked.Increment(ref _queued) > MaxQueued)
                return Refusal.Unavailable;
            await _free.WaitAsync(cancellationToken);
            try
            {
                return await Task.Run(work, CancellationToken.None);
            }
            finally
            {
                _free.Release();
            }
        }
        finally
        {
            Interlocked.Decrement(ref _queued);
        }
    }
}
