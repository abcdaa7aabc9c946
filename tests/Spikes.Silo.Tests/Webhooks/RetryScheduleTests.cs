using Spikes.Gateway.Configuration;
using Spikes.Silo.Webhooks;

namespace Spikes.Silo.Tests.Webhooks;

public sealed class RetryScheduleTests
{
    [Fact]
    public void DelayAfter_Defaults_AreThoseOfTheContract()
    {
        var schedule = new RetrySchedule(new WebhookOptions(), () => 0.5);

        Assert.Equal(
            [
                TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(30), TimeSpan.FromMinutes(2), TimeSpan.FromMinutes(10),
                TimeSpan.FromHours(1), TimeSpan.FromHours(6), TimeSpan.FromHours(24), null,
            ],
            Enumerable.Range(0, 8).Select(schedule.DelayAfter));
    }

    [Theory]
    [InlineData(0, 8)]
    [InlineData(0.25, 9)]
    [InlineData(1, 12)]
    public void DelayAfter_Random_DiffersByAFifthAtMost(double random, double seconds)
    {
        var options = new WebhookOptions();
        options.RetryDelays.Add(TimeSpan.FromSeconds(10));
        var schedule = new RetrySchedule(options, () => random);

        Assert.Equal(TimeSpan.FromSeconds(seconds), schedule.DelayAfter(0));
        Assert.Null(schedule.DelayAfter(1));
    }
}
