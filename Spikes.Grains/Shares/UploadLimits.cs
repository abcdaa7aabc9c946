using System.ComponentModel.DataAnnotations;

namespace Spikes.Grains.Shares;

/// <summary>What one upload may hold; section <c>Spikes:Limits</c>.</summary>
public sealed class UploadLimits
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Spikes:Limits";

    /// <summary>The most bytes of all files of a share together. Default 52428800; 1 or more.</summary>
    [Range(1L, long.MaxValue)]
    public long MaxUploadBytes { get; set; } = 52428800;

    /// <summary>The most files of a share. Default 2000; 1 or more.</summary>
    [Range(1, int.MaxValue)]
    public int MaxFilesPerShare { get; set; } = 2000;
}
