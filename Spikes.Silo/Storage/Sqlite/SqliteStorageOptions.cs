namespace Spikes.Silo.Storage.Sqlite;

/// <summary>Where Local mode keeps its rows and how much may wait to be written.</summary>
internal sealed record SqliteStorageOptions(string DataDirectory)
{
    /// <summary>The most writes that wait; one more is refused.</summary>
    public int QueueCapacity { get; init; } = 10_000;

    /// <summary>The most bytes of uploads that wait; more are refused.</summary>
    public long QueueBytes { get; init; } = 64 * 1024 * 1024;

    /// <summary>The most reads at once.</summary>
    public int Readers { get; init; } = 16;
}
