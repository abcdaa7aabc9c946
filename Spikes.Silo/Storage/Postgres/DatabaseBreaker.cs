namespace Spikes.Silo.Storage.Postgres;

/// <summary>
/// Refuses at once while the database is known to be away, so that nobody waits for a timeout that another has just met. After a while
/// one caller tries; what becomes of it decides for all.
/// </summary>
internal sealed class DatabaseBreaker(TimeSpan breakFor, TimeProvider timeProvider)
{
    private readonly Lock _lock = new();
    private long _openedAt;
    private bool _isOpen;
    private bool _isTrying;
    private long _successes;

    /// <summary>How often the database answered so far: whoever waited in vain sees whether others did too.</summary>
    public long Successes => Volatile.Read(ref _successes);

    /// <summary>True when the caller may use the database; it then reports <see cref="Succeed"/>, <see cref="Fail"/> or <see cref="GiveUp"/>.</summary>
    public bool TryEnter()
    {
        lock (_lock)
        {
            if (!_isOpen) return true;
            if (_isTrying || timeProvider.GetElapsedTime(_openedAt) < breakFor) return false;
            _isTrying = true;
            return true;
        }
    }

    /// <summary>True while everyone is refused; unlike <see cref="TryEnter"/> it makes nobody the one that tries.</summary>
    public bool IsRefusing
    {
        get
        {
            if (!Volatile.Read(ref _isOpen)) return false;
            lock (_lock) return _isOpen && timeProvider.GetElapsedTime(_openedAt) < breakFor;
        }
    }

    /// <summary>The database answered, be it with a refusal of its own.</summary>
    public void Succeed()
    {
        Interlocked.Increment(ref _successes);
        if (!Volatile.Read(ref _isOpen)) return;
        lock (_lock) _isOpen = _isTrying = false;
    }

    /// <summary>The caller left before the database could answer: another may try.</summary>
    public void GiveUp()
    {
        lock (_lock) _isTrying = false;
    }

    /// <summary>The database did not answer.</summary>
    public void Fail()
    {
        lock (_lock)
        {
            _isOpen = true;
            _isTrying = false;
            _openedAt = timeProvider.GetTimestamp();
        }
    }
}
