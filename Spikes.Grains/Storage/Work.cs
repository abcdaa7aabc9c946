namespace Spikes.Grains.Storage;

/// <summary>Counts the calls that a grain is at work on, for those who ask meanwhile. For one grain, whose turns do not overlap.</summary>
internal sealed class Work
{
    private int _calls;

    /// <summary>True while a call is under way.</summary>
    public bool IsUnderWay => _calls > 0;

    /// <summary>Does the work of a call.</summary>
    public async Task<T> DoAsync<T>(Func<Task<T>> work)
    {
        _calls++;
        try
        {
            return await work();
        }
        finally
        {
            _calls--;
        }
    }
}
