using Spikes.Grains.Billing;
using Spikes.Grains.Interfaces.Outcomes;
using Spikes.Grains.Interfaces.Projects;
using Spikes.Grains.Interfaces.Shares;
using Spikes.Grains.Storage;

namespace Spikes.Silo.Storage.Sqlite;

/// <summary>Makes a share of an upload, inside the writer's transaction.</summary>
internal sealed class SharePublisher(TimeProvider timeProvider)
{
    /// <summary>Publishes what the upload has staged, or drops it when the account may not have the share.</summary>
    public Outcome<ShareSummary> Publish(
        SqliteSession session, CreateShare command, string uploadId, IReadOnlyList<StagedFile> files, int? maxShares)
    {
        var now = DateTimeOffset.FromUnixTimeMilliseconds(Instants.Now(timeProvider));
        if (ShareRecords.IsPaid(command) && ShareRows.IsFree(session, command.Owner, now))
        {
            ShareContents.Discard(session, uploadId);
            return Refusal.PaidFeature;
        }

        if (ShareRows.IsFull(session, command.Owner, maxShares, now))
        {
            ShareContents.Discard(session, uploadId);
            return ShareRecords.Limit;
        }

        var budget = SqliteMeters.Find(session, command.Owner.Value, command.KeyId);
        if (budget is not null && !budget.TryCharge(command.Owner.Value, command.KeyId, PaidWrite.Share, Meter.MonthOf(now)))
        {
            ShareContents.Discard(session, uploadId);
            return BudgetRules.Exceeded;
        }

        var share = new ShareSummary(Guid.CreateVersion7(now).ToString("D"), PickSlug(session, command), 0, now);
        session.Execute(
            "INSERT INTO shares (id, slug, owner, title, created_at, created_by, password_hash, webhook_url, webhook_secret) "
            + "VALUES (@id, @slug, @owner, @title, @at, @by, @password, @webhook, @secret)",
            ("@id", share.Id),
            ("@slug", share.Slug),
            ("@owner", command.Owner.Value),
            ("@title", command.Title),
            ("@at", now.ToUnixTimeMilliseconds()),
            ("@by", command.KeyId),
            ("@password", command.PasswordHash),
            ("@webhook", command.WebhookUrl),
            ("@secret", command.SealedWebhookSecret));
        StoreNames.Take(session, share.Slug, StoreKey.Share(share.Id));
        ShareRows.AddShares(session, command.Owner, 1);
        if (budget is not null) SqliteMeters.Store(session, budget);
        foreach (var file in files) AddFile(session, share.Id, uploadId, file);

        ShareContents.Discard(session, uploadId);
        return share;
    }

    private static string PickSlug(SqliteSession session, CreateShare command) =>
        SlugRules.Candidates(command).First(slug => !StoreNames.IsTaken(session, slug));

    private static void AddFile(SqliteSession session, string shareId, string uploadId, StagedFile file)
    {
        var staged = ShareContents.FindStaged(session, uploadId, file.File) ?? ShareContents.AddStaged(session, uploadId, file.File);
        if (staged.Length != file.Length) throw new InvalidDataException("The staged file does not have the length of the published one");

        var html = file.Html;
        session.Execute(
            "INSERT INTO share_files (share, name, content, head_offset, body_offset, has_base, has_widget, encoding) "
            + "VALUES (@share, @name, @content, @head, @body, @base, @widget, @encoding)",
            ("@share", shareId),
            ("@name", file.Name),
            ("@content", ShareContents.Publish(session, staged, file.Hash)),
            ("@head", html?.HeadOffset),
            ("@body", html?.BodyOffset),
            ("@base", html?.HasBase),
            ("@widget", html?.HasWidget),
            ("@encoding", (int?)html?.Encoding));
    }
}
