namespace Spikes.Deploy.Tests;

/// <summary>What the theories run over.</summary>
internal static class Matrix
{
    public const string Silo = "spikes-silo";
    public const string Gateway = "spikes-gateway";
    public const string Migration = "spikes-migrate";

    private static readonly string[] AllFolders = [Manifests.Base, Manifests.Overlay];

    public static TheoryData<string> Folders => [.. AllFolders];

    public static TheoryData<string, string> Deployments => Combine(Silo, Gateway);

    public static TheoryData<string, string> Workloads => Combine(Silo, Gateway, Migration);

    private static TheoryData<string, string> Combine(params string[] names)
    {
        var data = new TheoryData<string, string>();
        foreach (var folder in AllFolders)
        {
            foreach (var name in names)
                data.Add(folder, name);
        }

        return data;
    }
}
