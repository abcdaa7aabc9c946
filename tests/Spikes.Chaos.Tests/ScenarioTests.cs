using Spikes.Chaos.Running;
using Spikes.Chaos.Scenarios;
using Xunit;

namespace Spikes.Chaos.Tests;

/// <summary>
/// The short forms. What must never be fails the test; times are for the tool on a quiet machine, here only a hang is a failure: a client
/// waits 30 s, and a share that does not move for 60 s ends the run.
/// </summary>
public sealed class ScenarioTests(ChaosClusterFixture fixture)
{
    private const int Seed = 1;

    [Theory]
    [InlineData("kill-silo")]
    [InlineData("kill-serving-silo")]
    [InlineData("postgres-kill-2s")]
    [InlineData("term-gateway")]
    [InlineData("term-silo")]
    [InlineData("term-serving-silo")]
    [InlineData("pause-silo")]
    public async Task Fault_UnderLoad_LosesAndDoublesNothing(string name)
    {
        var scenario = Scenario.All.Single(scenario => scenario.Name == name);

        var verdict = await Runner.RunAsync(scenario, fixture.Cluster, ChaosClusterFixture.Options with { Seed = Seed }, TimeProvider.System);

        TestContext.Current.TestOutputHelper!.WriteLine(Report.Of(verdict));
        Assert.True(verdict.Failures.Count == 0, Report.Of(verdict));
        Assert.Equal(0, verdict.Measures.Single(measure => measure.What == "no answer within 30 s").Value);
    }
}
