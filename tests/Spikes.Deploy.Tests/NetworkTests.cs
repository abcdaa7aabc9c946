namespace Spikes.Deploy.Tests;

public sealed class NetworkTests
{
    private static readonly (string Name, int Port)[] SiloPorts = [("gateway", 30000), ("http", 8080), ("silo", 11111)];

    [Theory]
    [MemberData(nameof(Matrix.Folders), MemberType = typeof(Matrix))]
    public async Task GatewayService_Port80_ReachesThePortOfTheProgram(string folder)
    {
        var manifests = await Manifests.OfAsync(folder);
        var service = manifests.Get<V1Service>(Matrix.Gateway).Spec;

        Assert.Equal([("http", 80, 8080)], Resolved(service, manifests.Container(Matrix.Gateway)));
        Assert.Equal(manifests.Pods[Matrix.Gateway].Metadata.Labels, service.Selector);
        Assert.Null(service.ClusterIP);
    }

    [Theory]
    [MemberData(nameof(Matrix.Folders), MemberType = typeof(Matrix))]
    public async Task SiloService_IsHeadlessWithItsThreePorts(string folder)
    {
        var manifests = await Manifests.OfAsync(folder);
        var service = manifests.Get<V1Service>(Matrix.Silo).Spec;

        Assert.Equal("None", service.ClusterIP);
        Assert.Equal(SiloPorts.Select(port => (port.Name, port.Port, port.Port)), Resolved(service, manifests.Container(Matrix.Silo)));
        Assert.Equal(manifests.Pods[Matrix.Silo].Metadata.Labels, service.Selector);
    }

    [Theory]
    [MemberData(nameof(Matrix.Folders), MemberType = typeof(Matrix))]
    public async Task SiloPolicy_OrleansPorts_AreForSilosAndGatewaysOnly(string folder)
    {
        var manifests = await Manifests.OfAsync(folder);
        var policy = manifests.Get<V1NetworkPolicy>(Matrix.Silo).Spec;

        Assert.Equal(manifests.Pods[Matrix.Silo].Metadata.Labels, policy.PodSelector.MatchLabels);
        Assert.Equal(["Ingress"], policy.PolicyTypes);
        Assert.Equal(
            ["11111 from spikes-silo", "30000 from spikes-gateway", "8080 from all"],
            policy.Ingress.Select(rule => $"{Assert.Single(rule.Ports).Port.Value} from {Sender(rule, manifests)}").Order(StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Matrix.Folders), MemberType = typeof(Matrix))]
    public async Task Services_KindOutsideTheCluster_IsNone(string folder) =>
        Assert.All((await Manifests.OfAsync(folder)).All<V1Service>(), service => Assert.Null(service.Spec.Type));

    private static IEnumerable<(string Name, int Port, int Target)> Resolved(V1ServiceSpec service, V1Container container) =>
        from port in service.Ports
        let target = Assert.Single(container.Ports, candidate => candidate.Name == port.TargetPort.Value)
        orderby port.Name
        select (port.Name, port.Port, target.ContainerPort);

    private static string Sender(V1NetworkPolicyIngressRule rule, Manifests manifests)
    {
        if (rule.FromProperty is null)
            return "all";
        var labels = Assert.Single(rule.FromProperty).PodSelector.MatchLabels;
        return Assert.Single(manifests.Pods, pod => labels.All(pod.Value.Metadata.Labels.Contains)).Key;
    }
}
