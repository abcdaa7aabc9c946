namespace Spikes.Deploy.Tests;

/// <summary>How pods are replaced, spread, checked and ended.</summary>
public sealed class RolloutTests
{
    /// <summary>After this the programs have ended themselves.</summary>
    private const int ProgramStopSeconds = 60;

    [Theory]
    [InlineData(Matrix.Silo, 3)]
    [InlineData(Matrix.Gateway, 2)]
    public async Task Base_Replicas_SurviveTheLossOfOne(string deployment, int replicas) =>
        Assert.Equal(replicas, (await Manifests.OfAsync(Manifests.Base)).Get<V1Deployment>(deployment).Spec.Replicas);

    [Theory]
    [MemberData(nameof(Matrix.Deployments), MemberType = typeof(Matrix))]
    public async Task Deployment_Update_AddsOneBeforeItTakesOne(string folder, string deployment)
    {
        var strategy = (await Manifests.OfAsync(folder)).Get<V1Deployment>(deployment).Spec.Strategy;

        Assert.Equal("RollingUpdate", strategy.Type);
        Assert.Equal("0", strategy.RollingUpdate.MaxUnavailable.Value);
        Assert.Equal("1", strategy.RollingUpdate.MaxSurge.Value);
    }

    [Theory]
    [InlineData(Matrix.Silo, 30)]
    [InlineData(Matrix.Gateway, 10)]
    public async Task Deployment_Update_WaitsBetweenPods(string deployment, int seconds) =>
        Assert.Equal(seconds, (await Manifests.OfAsync(Manifests.Base)).Get<V1Deployment>(deployment).Spec.MinReadySeconds);

    [Theory]
    [InlineData(Matrix.Silo, "2")]
    [InlineData(Matrix.Gateway, "1")]
    public async Task DisruptionBudget_LetsOneGo(string name, string atLeast)
    {
        var manifests = await Manifests.OfAsync(Manifests.Base);
        var budget = manifests.Get<V1PodDisruptionBudget>(name).Spec;

        Assert.Equal(atLeast, budget.MinAvailable.Value);
        Assert.Null(budget.MaxUnavailable);
        Assert.Equal(manifests.Pods[name].Metadata.Labels, budget.Selector.MatchLabels);
    }

    [Theory]
    [MemberData(nameof(Matrix.Deployments), MemberType = typeof(Matrix))]
    public async Task Deployment_Selector_FindsItsPodsOnly(string folder, string deployment)
    {
        var manifests = await Manifests.OfAsync(folder);
        var selector = manifests.Get<V1Deployment>(deployment).Spec.Selector.MatchLabels;

        Assert.Equal(selector, Assert.Single(manifests.Pods.Values, pod => selector.All(pod.Metadata.Labels.Contains)).Metadata.Labels);
        Assert.Equal(selector, manifests.Pods[deployment].Metadata.Labels);
    }

    [Theory]
    [MemberData(nameof(Matrix.Deployments), MemberType = typeof(Matrix))]
    public async Task Deployment_Pods_AreSpreadOverNodesAndZones(string folder, string deployment)
    {
        var pod = (await Manifests.OfAsync(folder)).Pods[deployment];

        Assert.Equal(
            ["kubernetes.io/hostname", "topology.kubernetes.io/zone"],
            pod.Spec.TopologySpreadConstraints.Select(constraint => constraint.TopologyKey).Order(StringComparer.Ordinal));
        Assert.All(pod.Spec.TopologySpreadConstraints, constraint =>
        {
            Assert.Equal(1, constraint.MaxSkew);
            Assert.Equal("ScheduleAnyway", constraint.WhenUnsatisfiable);
            Assert.Equal(pod.Metadata.Labels, constraint.LabelSelector.MatchLabels);
        });
    }

    [Theory]
    [MemberData(nameof(Matrix.Deployments), MemberType = typeof(Matrix))]
    public async Task Deployment_Stop_HasTimeForTheDrain(string folder, string deployment)
    {
        var manifests = await Manifests.OfAsync(folder);

        Assert.True(manifests.Pods[deployment].Spec.TerminationGracePeriodSeconds >= ProgramStopSeconds + 10);
        Assert.Null(manifests.Container(deployment).Lifecycle);
    }

    [Theory]
    [MemberData(nameof(Matrix.Folders), MemberType = typeof(Matrix))]
    public async Task Migration_Job_RunsTheSiloProgramOnce(string folder)
    {
        var manifests = await Manifests.OfAsync(folder);
        var job = manifests.Get<V1Job>(Matrix.Migration).Spec;
        var container = manifests.Container(Matrix.Migration);

        Assert.Equal(manifests.Container(Matrix.Silo).Image, container.Image);
        Assert.Null(container.Command);
        Assert.Equal(["migrate"], container.Args);
        Assert.Equal("Never", job.Template.Spec.RestartPolicy);
        Assert.Null(job.Parallelism);
        Assert.Null(job.Completions);
        Assert.InRange(job.BackoffLimit ?? 0, 1, 6);
        Assert.NotNull(job.ActiveDeadlineSeconds);
        Assert.NotNull(job.TtlSecondsAfterFinished);
    }
}
