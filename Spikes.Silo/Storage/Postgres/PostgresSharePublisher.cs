using Npgsql;
using Spikes.Grains.Interfaces.Outcomes;
using Spikes.Grains.Interfaces.Projects;
using Spikes.Grains.Interfaces.Shares;
using Spikes.Grains.Storage;

namespace Spikes.Silo.Storage.Postgres;

/// <summary>Makes a share of an upload, inside one transaction.</summary>
internal sealed class PostgresSharePublisher(TimeProvider timeProvider)
{
    /// <summary>Publishes what the upload has staged. After a refusal the upload is discarded by its sender.</summary>
    public async Task<Outcome<ShareSummary>> PublishAsync(
        NpgsqlConnection sql,
        CreateShare command,
        string uploadId,
        IReadOnlyList<StagedFile> files,
        int? maxShares,
        CancellationToken token)
    {
        var now = DateTimeOffset.FromUnixTimeMilliseconds(Instants.Now(timeProvider));
        if (ShareRecords.IsPaid(command) && await PostgresShareRows.IsFreeAsync(sql, command.Owner, now, token)) return Refusal.PaidFeature;
        if (await PostgresShareRows.IsFullAsync(sql, command.Owner, maxShares, now, token)) return ShareRecords.Limit;

        var id = Guid.CreateVersion7(now).ToString("D");
        var share = new ShareSummary(id, await TakeSlugAsync(sql, command, id, token), 0, now);
        await sql.ExecuteAsync(
            "INSERT INTO shares (id, slug, owner, title, created_at, created_by, password_hash, webhook_url, webhook_secret) "
            + "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
            token,
            share.Id,
            share.Slug,
            command.Owner.Value,
            command.Title,
            now.ToUnixTimeMilliseconds(),
            command.KeyId,
            command.PasswordHash,
            command.WebhookUrl,
            command.SealedWebhookSecret);
        await PostgresShareRows.AddSharesAsync(sql, command.Owner, 1, token);

        // In the order of their hashes: two uploads with the same files lock them in one order.
        foreach (var file in files.OrderBy(file => file.Hash, StringComparer.Ordinal))
        {
            if (!await TryAddFileAsync(sql, share.Id, uploadId, file, token)) return Refusal.Unavailable;
        }

        await PostgresShareContents.DiscardAsync(sql, uploadId, token);
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

    /// <summary>False when the staged file does not have the length of the published one.</summary>
    private async Task<bool> TryAddFileAsync(NpgsqlConnection sql, string shareId, string uploadId, StagedFile file, CancellationToken token)
    {
        var staged = await PostgresShareContents.FindStagedAsync(sql, uploadId, file.File, token)
            ?? await PostgresShareContents.AddStagedAsync(sql, uploadId, file.File, Instants.Now(timeProvider), token);
        if (staged.Length != file.Length) return false;

        var html = file.Html;
        await sql.ExecuteAsync(
            "INSERT INTO share_files (share, name, content, head_offset, body_offset, has_base, has_widget, encoding) "
            + "VALUES ($1, $2, $3, $4::bigint, $5::bigint, $6::boolean, $7::boolean, $8::integer)",
            token,
            shareId,
            file.Name,
            await PostgresShareContents.PublishAsync(sql, staged, file.Hash, token),
            html?.HeadOffset,
            html?.BodyOffset,
            html?.HasBase,
            html?.HasWidget,
            (int?)html?.Encoding);
        return true;
    }
}
