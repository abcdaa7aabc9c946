namespace Spikes.Deploy.Tests;

public sealed class ProbeTests
{
    private const string Live = "/health/live";

    [Theory]
    [MemberData(nameof(Matrix.Deployments), MemberType = typeof(Matrix))]
    public async Task StartupProbe_GivesTwoMinutesAndLeavesTheDatabaseOut(string folder, string deployment)
    {
        var probe = await ProbeAsync(folder, deployment, container => container.StartupProbe, Live);

        Assert.Equal(120, probe.PeriodSeconds * probe.FailureThreshold);
    }

    [Theory]
    [MemberData(nameof(Matrix.Deployments), MemberType = typeof(Matrix))]
    public async Task ReadinessProbe_AsksForReadyAndTurnsSoon(string folder, string deployment)
    {
        var probe = await ProbeAsync(folder, deployment, container => container.ReadinessProbe, "/health/ready");

        Assert.InRange((probe.PeriodSeconds * probe.FailureThreshold)!.Value, 1, 10);
    }

    [Theory]
    [MemberData(nameof(Matrix.Deployments), MemberType = typeof(Matrix))]
    public async Task LivenessProbe_LeavesTheDatabaseOutAndIsPatient(string folder, string deployment)
    {
        var probe = await ProbeAsync(folder, deployment, container => container.LivenessProbe, Live);

        Assert.InRange((probe.PeriodSeconds * probe.FailureThreshold)!.Value, 60, 120);
    }

    [Fact]
    public async Task Migration_Probes_AreNone()
    {
        var container = (await Manifests.OfAsync(Manifests.Base)).Container(Matrix.Migration);

        Assert.Null(container.StartupProbe);
        Assert.Null(container.ReadinessProbe);
        Assert.Null(container.LivenessProbe);
    }

    private static async Task<V1Probe> ProbeAsync(string folder, string deployment, Func<V1Container, V1Probe?> choose, string path)
    {
        var container = (await Manifests.OfAsync(folder)).Container(deployment);
        var probe = choose(container);

        Assert.NotNull(probe);
        Assert.Equal(path, probe.HttpGet.Path);
        Assert.Equal(8080, Assert.Single(container.Ports, port => port.Name == probe.HttpGet.Port.Value).ContainerPort);
        Assert.InRange(probe.TimeoutSeconds ?? 1, 1, probe.PeriodSeconds ?? 10);
        return probe;
    }
}
