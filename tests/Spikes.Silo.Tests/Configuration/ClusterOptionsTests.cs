using Spikes.Gateway.Configuration;

namespace Spikes.Silo.Tests.Configuration;

public sealed class ClusterOptionsTests
{
    // Orleans adds up to a second, or up to the timeout when that is less.
    [Theory]
    [InlineData(10, 9.5)]
    [InlineData(2, 1.5)]
    [InlineData(1, 1)]
    [InlineData(0.5, 0.5)]
    public void ResponseTimeout_WithWhatOrleansAdds_IsTheCallTimeoutInTheMiddle(double call, double response)
    {
        var options = new ClusterOptions { GrainCallTimeout = TimeSpan.FromSeconds(call) };

        Assert.Equal(TimeSpan.FromSeconds(response), options.ResponseTimeout);
    }
}
