using Npgsql;
using Spikes.Grains.Interfaces.Outcomes;
using Spikes.Grains.Interfaces.Projects;
using Spikes.Grains.Interfaces.Shares;
using Spikes.Grains.Storage;

namespace Spikes.Silo.Storage.Postgres;

/// <summary>Makes a share of an upload, inside one transaction.</summary>
internal sealed class PostgresSharePublisher(TimeProvider timeProvider)
{
    private const string InsertFiles =
        "INSERT INTO share_files (share, name, content, head_offset, body_offset, has_base, has_widget, encoding) "
        + "SELECT $1, f.* FROM unnest($2, $3, $4, $5, $6, $7, $8) AS f";

    /// <summary>
    /// Publishes what the upload has staged. After a refusal the upload is discarded by its sender. Thousands of files take their time, and
    /// who changes the owner's tier or posts to a key named like the share waits for the locks of its account and its name: those come last,
    /// and what was said of the account before is asked again under them.
    /// </summary>
    public async Task<Outcome<ShareSummary>> PublishAsync(
        NpgsqlConnection sql,
        CreateShare command,
        string uploadId,
        IReadOnlyList<StagedFile> files,
        int? maxShares,
        CancellationToken token)
    {
        var owner = await PostgresShareRows.FindOwnerAsync(sql, command.Owner, token);
        if (owner.Refuse(command, maxShares, timeProvider.GetUtcNow()) is { } early) return early;

        // In the order of their hashes: two uploads with the same files lock them in one order.
        StagedFile[] sorted = [.. files.OrderBy(file => file.Hash, StringComparer.Ordinal)];
        if (await PublishContentsAsync(sql, uploadId, sorted, token) is not { } contents) return Refusal.Unavailable;
        await PostgresShareContents.DiscardAsync(sql, uploadId, token);

        owner = await PostgresShareRows.LockOwnerAsync(sql, command.Owner, token);
        var now = DateTimeOffset.FromUnixTimeMilliseconds(Instants.Now(timeProvider));
        if (owner.Refuse(command, maxShares, now) is { } refused) return refused;

        var id = Guid.CreateVersion7(now).ToString("D");
        var share = new ShareSummary(id, await TakeSlugAsync(sql, command, id, token), 0, now);
        await AddAsync(sql, share, command, token);
        await AddFilesAsync(sql, share, sorted, contents, token);
        await PostgresShareRows.AddSharesAsync(sql, command.Owner, 1, token);
        if (await PostgresMeters.ChargeShareAsync(sql, command, now, token) is { } exceeded) return exceeded;
        return share;
    }

    private static async Task<string> TakeSlugAsync(NpgsqlConnection sql, CreateShare command, string shareId, CancellationToken token)
    {
        var store = StoreKey.Share(shareId);
        foreach (var slug in SlugRules.Candidates(command))
        {
            await PostgresNames.LockAsync(sql, slug, token);
            if (await PostgresNames.TryTakeAsync(sql, slug, store, token)) return slug;
        }

        throw new InvalidOperationException("The candidates never end");
    }

    private static Task AddAsync(NpgsqlConnection sql, ShareSummary share, CreateShare command, CancellationToken token) => sql.ExecuteAsync(
        "INSERT INTO shares (id, slug, owner, title, created_at, created_by, password_hash, webhook_url, webhook_secret) "
        + "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        token,
        share.Id,
        share.Slug,
        command.Owner.Value,
        command.Title,
        share.CreatedAt.ToUnixTimeMilliseconds(),
        command.KeyId,
        command.PasswordHash,
        command.WebhookUrl,
        command.SealedWebhookSecret);

    private static Task AddFilesAsync(
        NpgsqlConnection sql, ShareSummary share, StagedFile[] files, long[] contents, CancellationToken token) => sql.ExecuteAsync(
            InsertFiles,
            token,
            share.Id,
            files.Select(file => file.Name).ToArray(),
            contents,
            files.Select(file => file.Html?.HeadOffset).ToArray(),
            files.Select(file => file.Html?.BodyOffset).ToArray(),
            files.Select(file => file.Html?.HasBase).ToArray(),
            files.Select(file => file.Html?.HasWidget).ToArray(),
            files.Select(file => (int?)file.Html?.Encoding).ToArray());

    /// <summary>The contents of the files; null when a staged file does not have the length of the published one.</summary>
    private async Task<long[]?> PublishContentsAsync(NpgsqlConnection sql, string uploadId, StagedFile[] files, CancellationToken token)
    {
        var contents = new long[files.Length];
        for (var i = 0; i < files.Length; i++)
        {
            var file = files[i];
            var staged = await PostgresShareContents.FindStagedAsync(sql, uploadId, file.File, token)
                ?? await PostgresShareContents.AddStagedAsync(sql, uploadId, file.File, Instants.Now(timeProvider), token);
            if (staged.Length != file.Length) return null;
            contents[i] = await PostgresShareContents.PublishAsync(sql, staged, file.Hash, token);
        }

        return contents;
    }
}
