using System.ComponentModel.DataAnnotations;

namespace Spikes.Gateway.Options;

/// <summary>What one upload may hold; section <c>Spikes:Limits</c>.</summary>
public sealed class UploadOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Spikes:Limits";

    /// <summary>How much larger than its files a multipart body may be, in bytes.</summary>
    public const long FramingBytes = 4 * 1024 * 1024;

    /// <summary>The most bytes of all files of one share together. Default 52428800; 1 or more.</summary>
    [Range(1, long.MaxValue)]
    public long MaxUploadBytes { get; set; } = 52_428_800;

    /// <summary>The most files of one share. Default 2000; 1 or more.</summary>
    [Range(1, int.MaxValue)]
    public int MaxFilesPerShare { get; set; } = 2000;
}
