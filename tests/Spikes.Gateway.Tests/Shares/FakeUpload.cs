using System.Security.Cryptography;
using Spikes.Grains.Interfaces.Outcomes;
using Spikes.Grains.Interfaces.Shares;
using Spikes.Grains.Interfaces.Users;

namespace Spikes.Gateway.Tests.Shares;

/// <summary>Takes staged files as the real grain does: the bytes are valid only while a call lasts.</summary>
internal sealed class FakeUpload : IUploadGrain, IDisposable
{
    private readonly Dictionary<int, IncrementalHash> _hashes = [];

    public string Key { get; set; } = "";

    public List<UploadPieces> Calls { get; } = [];

    public Dictionary<string, string> HashByName { get; } = [];

    public CreateShare? Command { get; private set; }

    public int Aborts { get; private set; }

    /// <summary>Refuses every append from this call on, counted from 1.</summary>
    public int FailsFromCall { get; set; } = int.MaxValue;

    public Refusal? CompleteRefusal { get; set; }

    public Exception? CompleteFault { get; set; }

    public TaskCompletionSource Staged { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public TaskCompletionSource Aborted { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public async Task<Outcome<Done>> AppendAsync(UploadPieces pieces, CancellationToken cancellationToken)
    {
        await Task.Yield();
        Calls.Add(pieces with { Bytes = default });
        Staged.TrySetResult();
        if (Calls.Count >= FailsFromCall)
            return Refusal.Unavailable;
        var at = 0;
        foreach (var piece in pieces.Pieces)
        {
            Take(piece, pieces.Bytes.Slice(at, piece.Length).Span);
            at += piece.Length;
        }

        Assert.Equal(pieces.Bytes.Length, at);
        Assert.InRange(pieces.Bytes.Length, 0, UploadPieces.MaxBytes);
        Assert.InRange(pieces.Pieces.Count, 1, UploadPieces.MaxPieces);
        return Done.Value;
    }

    public Task<Outcome<ShareSummary>> CompleteAsync(CreateShare command, CancellationToken cancellationToken)
    {
        if (CompleteFault is not null)
            throw CompleteFault;
        Command = command;
        return Task.FromResult<Outcome<ShareSummary>>(
            CompleteRefusal is { } refusal ? refusal : new ShareSummary("0199-id", command.Slug, 0, DateTimeOffset.UnixEpoch));
    }

    public ValueTask<bool> IsAtWorkAsync() => ValueTask.FromResult(true);

    public Task AbortAsync(CancellationToken cancellationToken)
    {
        Aborts++;
        Aborted.TrySetResult();
        return cancellationToken.IsCancellationRequested ? Task.FromCanceled(cancellationToken) : Task.CompletedTask;
    }

    public void Dispose()
    {
        foreach (var hash in _hashes.Values)
            hash.Dispose();
    }

    private void Take(UploadPiece piece, ReadOnlySpan<byte> bytes)
    {
        if (!_hashes.TryGetValue(piece.File, out var hash))
            _hashes[piece.File] = hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(bytes);
        if (piece.IsLast)
            HashByName.Add(piece.Name, Convert.ToHexStringLower(hash.GetHashAndReset()));
    }
}
