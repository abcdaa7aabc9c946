using Spikes.Grains.Interfaces.Shares;
using Spikes.Grains.Shares.Html;

namespace Spikes.Grains.Tests.Shares.Html;

/// <summary>A page in memory: reading it completes at once.</summary>
internal static class MemoryPage
{
    public static HtmlPlaces Find(byte[] page, int firstWindow = TagReader.FirstWindow) =>
        Find(page.Length, (offset, count) => Part(page, offset, count), firstWindow);

    public static HtmlPlaces Find(long length, Func<long, int, ReadOnlyMemory<byte>> read, int firstWindow = TagReader.FirstWindow)
    {
        var places = HtmlPlaceFinder.FindAsync(length, (offset, count) => new(read(offset, count)), firstWindow).AsTask();
        Assert.True(places.IsCompleted);
        return places.GetAwaiter().GetResult();
    }

    public static ReadOnlyMemory<byte> Part(byte[] page, long offset, int count) =>
        page.AsMemory((int)offset, (int)Math.Min(count, page.Length - offset));
}
