using Microsoft.Extensions.Time.Testing;
using Spikes.Gateway.Hosting;

namespace Spikes.Silo.Tests.Hosting;

public sealed class LongCallTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly TaskCompletionSource<string> _call = new();
    private readonly Queue<Func<bool>> _answers = new();
    private int _asked;

    [Fact]
    public async Task WhileAtWork_GrainSaysThatItWorks_WaitsForTheAnswer()
    {
        var answer = Begin(Enumerable.Repeat<Func<bool>>(Yes, 100));

        for (var second = 1; second <= 100; second++) await PassAsync(second);
        _call.SetResult("done");

        Assert.Equal("done", await answer);
    }

    [Fact]
    public async Task WhileAtWork_AnsweredAtOnce_AsksNothing()
    {
        _call.SetResult("done");

        Assert.Equal("done", await Begin([]));
        Assert.Equal(0, _asked);
    }

    [Fact]
    public async Task WhileAtWork_GrainDoesNotAnswerTwice_GivesUp()
    {
        var answer = Begin([Yes, Gone, Gone]);

        for (var second = 1; second <= 3; second++) await PassAsync(second);

        await Assert.ThrowsAsync<TimeoutException>(() => answer);
    }

    [Fact]
    public async Task WhileAtWork_NewActivationKnowsNothing_GivesUp()
    {
        var answer = Begin([No, No]);

        for (var second = 1; second <= 2; second++) await PassAsync(second);

        await Assert.ThrowsAsync<TimeoutException>(() => answer);
    }

    [Fact]
    public async Task WhileAtWork_OneMissAtATime_GoesOn()
    {
        var answer = Begin([No, Yes, Gone, Yes, No, Yes]);

        for (var second = 1; second <= 6; second++) await PassAsync(second);
        _call.SetResult("done");

        Assert.Equal("done", await answer);
    }

    [Fact]
    public async Task WhileAtWork_CallFails_FailsAsTheCall()
    {
        var answer = Begin([]);

        _call.SetException(new InvalidOperationException());

        await Assert.ThrowsAsync<InvalidOperationException>(() => answer);
    }

    private static bool Yes() => true;

    private static bool No() => false;

    private static bool Gone() => throw new TimeoutException();

    private Task<string> Begin(IEnumerable<Func<bool>> answers)
    {
        foreach (var answer in answers) _answers.Enqueue(answer);
        return LongCall.WhileAtWorkAsync(
            _call.Task,
            () =>
            {
                var answer = _answers.Dequeue();
                Interlocked.Increment(ref _asked);
                return ValueTask.FromResult(answer());
            },
            _time);
    }

    /// <summary>Until the question of a second has been asked. The pause before it may begin after the clock was moved.</summary>
    private Task PassAsync(int second) => Eventually.IsTrueAsync($"question {second} was asked", () =>
    {
        if (Volatile.Read(ref _asked) < second) _time.Advance(LongCall.Period);
        return Volatile.Read(ref _asked) >= second;
    });
}
