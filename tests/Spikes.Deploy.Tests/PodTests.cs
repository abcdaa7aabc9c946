namespace Spikes.Deploy.Tests;

/// <summary>What a pod may do and use.</summary>
public sealed class PodTests
{
    [Theory]
    [MemberData(nameof(Matrix.Workloads), MemberType = typeof(Matrix))]
    public async Task Pod_User_IsNotRoot(string folder, string workload)
    {
        var pod = (await Manifests.OfAsync(folder)).Pods[workload].Spec.SecurityContext;

        Assert.True(pod.RunAsNonRoot);
        Assert.True(pod.RunAsUser > 0);
        Assert.True(pod.RunAsGroup > 0);
        Assert.True(pod.FsGroup > 0);
    }

    [Theory]
    [MemberData(nameof(Matrix.Workloads), MemberType = typeof(Matrix))]
    public async Task Pod_SystemCalls_AreFiltered(string folder, string workload) =>
        Assert.Equal("RuntimeDefault", (await Manifests.OfAsync(folder)).Pods[workload].Spec.SecurityContext.SeccompProfile.Type);

    [Theory]
    [MemberData(nameof(Matrix.Workloads), MemberType = typeof(Matrix))]
    public async Task Container_Privileges_AreNone(string folder, string workload)
    {
        var container = (await Manifests.OfAsync(folder)).Container(workload).SecurityContext;

        Assert.False(container.AllowPrivilegeEscalation);
        Assert.NotEqual(true, container.Privileged);
        Assert.Equal(["ALL"], container.Capabilities.Drop);
        Assert.Null(container.Capabilities.Add);
    }

    /// <summary>A container's setting would win over that of its pod.</summary>
    [Theory]
    [MemberData(nameof(Matrix.Workloads), MemberType = typeof(Matrix))]
    public async Task Container_SecurityContext_WeakensNothing(string folder, string workload)
    {
        var container = (await Manifests.OfAsync(folder)).Container(workload).SecurityContext;

        Assert.Null(container.RunAsUser);
        Assert.Null(container.RunAsNonRoot);
        Assert.Null(container.SeccompProfile);
    }

    [Theory]
    [MemberData(nameof(Matrix.Workloads), MemberType = typeof(Matrix))]
    public async Task Container_Files_AreReadOnlyButTmp(string folder, string workload)
    {
        var manifests = await Manifests.OfAsync(folder);
        var container = manifests.Container(workload);
        var mount = Assert.Single(container.VolumeMounts);
        var volume = Assert.Single(manifests.Pods[workload].Spec.Volumes);

        Assert.True(container.SecurityContext.ReadOnlyRootFilesystem);
        Assert.Equal("/tmp", mount.MountPath);
        Assert.Equal(volume.Name, mount.Name);
        Assert.NotNull(volume.EmptyDir?.SizeLimit);
    }

    [Theory]
    [MemberData(nameof(Matrix.Workloads), MemberType = typeof(Matrix))]
    public async Task Pod_KubernetesApi_IsOutOfReach(string folder, string workload)
    {
        var manifests = await Manifests.OfAsync(folder);
        var pod = manifests.Pods[workload].Spec;

        Assert.False(pod.AutomountServiceAccountToken);
        Assert.False(pod.EnableServiceLinks);
        Assert.Null(pod.ServiceAccountName);
    }

    [Theory]
    [MemberData(nameof(Matrix.Workloads), MemberType = typeof(Matrix))]
    public async Task Pod_Host_IsNotShared(string folder, string workload)
    {
        var pod = (await Manifests.OfAsync(folder)).Pods[workload].Spec;

        Assert.NotEqual(true, pod.HostNetwork);
        Assert.NotEqual(true, pod.HostPID);
        Assert.NotEqual(true, pod.HostIPC);
    }

    [Theory]
    [MemberData(nameof(Matrix.Workloads), MemberType = typeof(Matrix))]
    public async Task Container_Resources_RequestCpuAndBoundMemory(string folder, string workload)
    {
        var resources = (await Manifests.OfAsync(folder)).Container(workload).Resources;

        Assert.True(resources.Requests["cpu"].ToDecimal() > 0);
        Assert.DoesNotContain("cpu", resources.Limits.Keys);
        Assert.True(resources.Limits["memory"].ToDecimal() >= 2 * resources.Requests["memory"].ToDecimal());
        Assert.True(resources.Requests["memory"].ToDecimal() > 0);
    }
}
