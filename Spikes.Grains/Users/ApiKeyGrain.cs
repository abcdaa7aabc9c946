using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;
using Spikes.Grains.Interfaces.Outcomes;
using Spikes.Grains.Interfaces.Users;
using Spikes.Grains.Storage;

namespace Spikes.Grains.Users;

/// <summary>Holds the row of its key in memory: every change goes through it, and after one that may have failed it forgets the row.</summary>
[GrainType("api-key")]
internal sealed class ApiKeyGrain(
    IApiKeyStore keys, IAccountStore accounts, IOptions<TierOptions> limits, TimeProvider timeProvider) : Grain, IApiKeyGrain
{
    private static readonly Refusal NotFound = new(ErrorCode.NotFound, "Key not found");
    private static readonly TimeSpan BetweenTouches = TimeSpan.FromMinutes(1);

    /// <summary>A write that was on its way with the account of the key when it was linked has ended by then.</summary>
    private static readonly TimeSpan LastWrites = TimeSpan.FromSeconds(10);

    private ApiKeyRow? _row;
    private DateTimeOffset? _touchedAt;
    private Leaving? _leaving;

    private string KeyId => KeyText.IdOf(this.GetPrimaryKeyString());

    public async Task<Outcome<ApiKey>> CreateAsync(CreateApiKey command, CancellationToken cancellationToken)
    {
        // The same call again, after an answer that was lost.
        var found = await LoadAsync();
        if (found.IsSuccess(out var row, out var refusal)) return row.Hash == command.Hash ? row.Key : Refusal.Unavailable;
        if (refusal.Code != ErrorCode.NotFound) return refusal;

        var key = new ApiKey
        {
            KeyId = KeyId,
            Prefix = command.Prefix,
            Name = command.Name,
            Scope = command.Scope,
            MonthlyCapCents = command.MonthlyCapCents,
            CreatedAt = timeProvider.GetUtcNow().ToMilliseconds(),
            ExpiresAt = command.ExpiresAt is { } expires ? expires.ToMilliseconds() : null,
        };
        var added = new ApiKeyRow(key, command.Hash, command.Owner);
        var outcome = await keys.AddAsync(added, CancellationToken.None);
        if (!outcome.IsSuccess(out _, out var notAdded)) return notAdded;

        _row = added;
        return key;
    }

    public async ValueTask<Outcome<AuthenticatedKey>> AuthenticateAsync(string hash, CancellationToken cancellationToken)
    {
        var found = await LoadAsync();
        if (!found.IsSuccess(out var row, out var refusal)) return refusal.Code == ErrorCode.NotFound ? CredentialRefusals.Failed : refusal;
        if (!IsValid(row, hash)) return CredentialRefusals.Failed;

        Touch();
        if (row.Owner is not { } user) return new AuthenticatedKey(row.Key, new Account(AccountId.Key(KeyId), KeyId, "", Tier.Free));

        var account = await User(user).DescribeAsync(cancellationToken);
        return account.IsSuccess(out var linked, out var unknown) ? new AuthenticatedKey(row.Key, linked) : unknown;
    }

    public async ValueTask<Outcome<ApiKey>> ShowAsync(AccountId? user, CancellationToken cancellationToken)
    {
        var found = await LoadAsync();
        if (!found.IsSuccess(out var row, out var refusal)) return refusal;
        return user is null || row.Owner == user ? row.Key : NotFound;
    }

    public Task<Outcome<ApiKey>> SetCapAsync(AccountId? user, int? cents, CancellationToken cancellationToken) =>
        ChangeAsync(user, () => keys.SetCapAsync(KeyId, cents, CancellationToken.None));

    public Task<Outcome<ApiKey>> RevokeAsync(AccountId? user, CancellationToken cancellationToken) =>
        ChangeAsync(user, () => keys.RevokeAsync(KeyId, timeProvider.GetUtcNow().ToMilliseconds(), CancellationToken.None));

    public async Task<Outcome<Done>> LinkAsync(AccountId user, CancellationToken cancellationToken)
    {
        var linked = await WriteAsync(() => keys.LinkAsync(KeyId, user, CancellationToken.None));
        if (!linked.IsSuccess(out _, out var refusal)) return refusal;

        // Rows that were written with the key's own account meanwhile follow the others.
        this.RegisterGrainTimer(
            static (arguments, _) => arguments.Self.WriteAsync(() => arguments.Self.LinkAgainAsync(arguments.User)),
            (Self: this, User: user),
            LastWrites,
            Timeout.InfiniteTimeSpan);
        return Done.Value;
    }

    public async Task<Outcome<Usage>> GetUsageAsync(CancellationToken cancellationToken)
    {
        var found = await LoadAsync();
        if (!found.IsSuccess(out var row, out var refusal)) return refusal;

        var measured = await accounts.MeasureAsync(row.Owner ?? AccountId.Key(KeyId), KeyId, cancellationToken);
        return measured.IsSuccess(out var use, out var notMeasured)
            ? UsageRules.Describe(use, row.Key.MonthlyCapCents, limits.Value, timeProvider.GetUtcNow())
            : notMeasured;
    }

    private IUserGrain User(AccountId user) => GrainFactory.GetGrain<IUserGrain>(user.Value);

    private Task<Outcome<ApiKeyRow>> LinkAgainAsync(AccountId user) => keys.LinkAsync(KeyId, user, CancellationToken.None);

    private bool IsValid(ApiKeyRow row, string hash) =>
        CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(row.Hash), Encoding.ASCII.GetBytes(hash))
        && row.Key.RevokedAt is null && (row.Key.ExpiresAt is not { } end || timeProvider.GetUtcNow() < end);

    private async Task<Outcome<ApiKey>> ChangeAsync(AccountId? user, Func<Task<Outcome<ApiKeyRow>>> change)
    {
        var shown = await ShowAsync(user, CancellationToken.None);
        if (!shown.IsSuccess(out _, out var hidden)) return hidden;

        var changed = await WriteAsync(change);
        return changed.IsSuccess(out var row, out var refusal) ? row.Key : refusal;
    }

    private async Task<Outcome<ApiKeyRow>> WriteAsync(Func<Task<Outcome<ApiKeyRow>>> write)
    {
        // Forgotten first: whether a write that fails arrived is unknown, and only the row tells.
        _row = null;
        var written = await write();
        if (written.IsSuccess(out var row, out _)) _row = row;
        return written;
    }

    private async ValueTask<Outcome<ApiKeyRow>> LoadAsync()
    {
        if (_row is { } known) return known;

        var found = await keys.FindAsync(KeyId, CancellationToken.None);
        if (found.IsSuccess(out var row, out var refusal)) return _row = row;

        if (refusal.Code == ErrorCode.NotFound) (_leaving ??= new Leaving(this, () => _row is not null)).Begin();
        return refusal;
    }

    private void Touch()
    {
        var now = timeProvider.GetUtcNow().ToMilliseconds();
        if (_touchedAt is { } last && now - last < BetweenTouches) return;

        _touchedAt = now;
        // Nobody waits for it, and a failure only makes a list say an earlier time.
        keys.TouchAsync(KeyId, now, CancellationToken.None).Ignore();
    }
}
