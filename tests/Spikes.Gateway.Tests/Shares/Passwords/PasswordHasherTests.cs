using Spikes.Gateway.Shares.Passwords;
using Spikes.Grains.Interfaces.Outcomes;
using Spikes.Grains.Interfaces.Users;

namespace Spikes.Gateway.Tests.Shares.Passwords;

public sealed class PasswordHasherTests : IDisposable
{
    private readonly PasswordHasher _hasher = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _hasher.Dispose();

    [Fact]
    public async Task Verify_PasswordOfHash_IsRightAndEveryOtherWrong()
    {
        var hash = (await _hasher.HashAsync("secret", Token)).Value!;

        Assert.Same(Done.Value, (await _hasher.VerifyAsync(hash, "secret", Token)).Value);
        Assert.Equal(ErrorCode.AuthFailed, (await _hasher.VerifyAsync(hash, "Secret", Token)).Refusal!.Code);
    }

    [Theory]
    [InlineData(24, 384L << 20, 5)]
    [InlineData(2, 384L << 20, 2)]
    [InlineData(8, 16L << 20, 1)]
    [InlineData(64, long.MaxValue, 64)]
    public void AtOnce_ProcessorsAndMemory_IsBoundedByBoth(int processors, long memory, int most) =>
        Assert.Equal(most, PasswordHasher.AtOnce(processors, memory));

    [Fact]
    public async Task Run_Crowd_IsBoundedToTheProcessorsAndBeyondTheQueueRefused()
    {
        using var gate = new ManualResetEventSlim();
        var running = 0;
        var most = 0;
        Outcome<Done> Work()
        {
            InterlockedMax(ref most, Interlocked.Increment(ref running));
            gate.Wait(Token);
            Interlocked.Decrement(ref running);
            return Done.Value;
        }

        var queued = Enumerable.Range(0, PasswordHasher.MaxQueued).Select(_ => _hasher.RunAsync(Work, Token).AsTask()).ToArray();
        Assert.Equal(ErrorCode.Unavailable, (await _hasher.RunAsync(Work, Token)).Refusal!.Code);
        gate.Set();

        Assert.All(await Task.WhenAll(queued), outcome => Assert.NotNull(outcome.Value));
        Assert.InRange(most, 1, Environment.ProcessorCount);
        Assert.NotNull((await _hasher.RunAsync(Work, Token)).Value);
    }

    [Fact]
    public async Task Run_CallerLeavesOrWorkFails_GivesThePlaceBack()
    {
        for (var i = 0; i < PasswordHasher.MaxQueued + 1; i++)
        {
            await Assert.ThrowsAsync<FormatException>(async () => await _hasher.VerifyAsync("no hash", "x", Token));
            await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await _hasher.HashAsync("x", new CancellationToken(canceled: true)));
        }

        Assert.NotNull((await _hasher.HashAsync("x", Token)).Value);
    }

    private static void InterlockedMax(ref int most, int now)
    {
        for (var seen = Volatile.Read(ref most); now > seen;)
            seen = Interlocked.CompareExchange(ref most, now, seen);
    }
}
