namespace Spikes.Testing;

/// <summary>A folder of its own for one test, gone afterwards.</summary>
public sealed class TestDirectory : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("spikes-test-").FullName;

    public string this[string name] => System.IO.Path.Combine(Path, name);

    public string WriteFile(string name, string content)
    {
        File.WriteAllText(this[name], content);
        return this[name];
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
