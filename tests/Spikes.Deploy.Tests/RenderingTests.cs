using YamlDotNet.Core;

namespace Spikes.Deploy.Tests;

public sealed class RenderingTests
{
    private static readonly string[] Expected =
    [
        "ConfigMap spikes-settings", "Deployment spikes-gateway", "Deployment spikes-silo", "Job spikes-migrate", "NetworkPolicy spikes-silo",
        "PodDisruptionBudget spikes-gateway", "PodDisruptionBudget spikes-silo", "Service spikes-gateway", "Service spikes-silo",
    ];

    [Theory]
    [MemberData(nameof(Matrix.Folders), MemberType = typeof(Matrix))]
    public async Task Folder_Rendered_HoldsExactlyTheseObjects(string folder)
    {
        var manifests = await Manifests.OfAsync(folder);

        Assert.Equal(Expected, manifests.Objects.Select(item => $"{item.Kind} {WithoutHash(item)}").Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("spec: { replicas: 3, replcas: 3 }")]
    [InlineData("spec: { replicas: three }")]
    [InlineData("spec: { replicas: 3, replicas: 4 }")]
    public void StrictParser_WrongField_IsRefused(string spec) =>
        Assert.ThrowsAny<YamlException>(() => KubernetesYaml.LoadAllFromString($"apiVersion: apps/v1\nkind: Deployment\n{spec}\n", strict: true));

    [Fact]
    public async Task Base_Objects_NameNoNamespace() =>
        Assert.All((await Manifests.OfAsync(Manifests.Base)).Objects, item => Assert.Null(item.Metadata.NamespaceProperty));

    [Fact]
    public async Task Overlay_Objects_ShareOneNamespace() =>
        Assert.All((await Manifests.OfAsync(Manifests.Overlay)).Objects, item => Assert.Equal("spikes", item.Metadata.NamespaceProperty));

    [Theory]
    [InlineData(Matrix.Silo, "spikes-silo")]
    [InlineData(Matrix.Gateway, "spikes-gateway")]
    [InlineData(Matrix.Migration, "spikes-silo")]
    public async Task Images_BaseNamesThem_OverlayPlacesAndPinsThem(string workload, string image)
    {
        var plain = (await Manifests.OfAsync(Manifests.Base)).Container(workload).Image;
        var placed = (await Manifests.OfAsync(Manifests.Overlay)).Container(workload).Image;

        Assert.Equal(image, plain);
        Assert.Matches(@"\A[a-z.]+/" + image + @":\d+\.\d+\.\d+\z", placed);
    }

    [Theory]
    [MemberData(nameof(Matrix.Folders), MemberType = typeof(Matrix))]
    public async Task Objects_Labels_SayWhoseTheyAre(string folder)
    {
        var manifests = await Manifests.OfAsync(folder);

        Assert.All(manifests.Objects, item => Assert.Equal("spikes", item.Metadata.Labels["app.kubernetes.io/name"]));
        Assert.Equal("settings", Assert.Single(manifests.All<V1ConfigMap>()).Metadata.Labels["app.kubernetes.io/component"]);
        Assert.Equal("migration", Assert.Single(manifests.All<V1Job>()).Metadata.Labels["app.kubernetes.io/component"]);
    }

    private static string WithoutHash(IKubernetesObject<V1ObjectMeta> item) =>
        item is V1ConfigMap ? item.Metadata.Name[..item.Metadata.Name.LastIndexOf('-')] : item.Metadata.Name;
}
