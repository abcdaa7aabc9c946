namespace Spikes.Grains.Storage;

/// <summary>What a silo saw of the database when it looked last.</summary>
public interface IStorageWatch
{
    /// <summary>Whether it answered.</summary>
    bool IsReachable { get; }
}
