namespace Spikes.Load.Measuring;

/// <summary>Something that can be measured for a while, again and again.</summary>
internal interface IMeasured : IAsyncDisposable
{
    string What { get; }

    Task<Sample> MeasureAsync(TimeSpan warmUp, TimeSpan measured);
}
