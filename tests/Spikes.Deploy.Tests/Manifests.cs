using System.Collections.Concurrent;
using System.Diagnostics;

namespace Spikes.Deploy.Tests;

/// <summary>What <c>kubectl kustomize</c> makes of one folder below <c>deploy/k8s</c>, every document parsed into its type.</summary>
internal sealed class Manifests
{
    public const string Base = "base";
    public const string Overlay = "overlays/example";

    private static readonly TimeSpan RenderLimit = TimeSpan.FromSeconds(60);
    private static readonly ConcurrentDictionary<string, Lazy<Task<Manifests>>> Rendered = new();

    private Manifests(string text) => Objects = [.. KubernetesYaml.LoadAllFromString(text, strict: true).Cast<IKubernetesObject<V1ObjectMeta>>()];

    /// <summary>The folder of the manifests.</summary>
    public static string Folder { get; } = Path.Combine(FindRoot(), "deploy", "k8s");

    public IReadOnlyList<IKubernetesObject<V1ObjectMeta>> Objects { get; }

    /// <summary>The pods of all workloads, by the name of the workload.</summary>
    public IReadOnlyDictionary<string, V1PodTemplateSpec> Pods =>
        All<V1Deployment>().Select(deployment => (deployment.Metadata.Name, deployment.Spec.Template))
            .Concat(All<V1Job>().Select(job => (job.Metadata.Name, job.Spec.Template)))
            .ToDictionary(workload => workload.Name, workload => workload.Template);

    /// <summary>Renders a folder, once for all tests.</summary>
    public static Task<Manifests> OfAsync(string folder) => Rendered.GetOrAdd(folder, key => new(() => RenderAsync(key))).Value;

    public IEnumerable<T> All<T>() => Objects.OfType<T>();

    public T Get<T>(string name)
        where T : IKubernetesObject<V1ObjectMeta> =>
        Assert.Single(All<T>(), item => item.Metadata.Name == name);

    /// <summary>The only container of a workload.</summary>
    public V1Container Container(string workload) => Assert.Single(Pods[workload].Spec.Containers);

    private static async Task<Manifests> RenderAsync(string folder)
    {
        var start = new ProcessStartInfo("kubectl", ["kustomize", Path.Combine(Folder, folder)])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        using var limit = new CancellationTokenSource(RenderLimit);
        var output = process.StandardOutput.ReadToEndAsync(limit.Token);
        var errors = process.StandardError.ReadToEndAsync(limit.Token);
        try
        {
            await process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill();
            throw new TimeoutException($"kubectl kustomize {folder} took longer than {RenderLimit.TotalSeconds} s");
        }

        Assert.True(process.ExitCode == 0, await errors);
        return new Manifests(await output);
    }

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Spikes.sln")))
            folder = folder.Parent;
        return folder?.FullName ?? throw new InvalidOperationException("Spikes.sln is in no folder above " + AppContext.BaseDirectory);
    }
}
