namespace Spikes.Silo.Storage.Sqlite;

/// <summary>How a spike is written; <see cref="SpikeRows"/> reads it.</summary>
internal static class SpikeColumns
{
    private const string Insert =
        "INSERT INTO spikes (id, store, received_at, owner, submitter, client_id, type, project_key, page, url, reviewer_id, reviewer_name, "
        + "reviewer_email, selector, xpath, element_text, box_x, box_y, box_width, box_height, rating, comments, timestamp, "
        + "viewport_width, viewport_height, user_agent, resolved_at) VALUES (@id, @store, @at, @owner, @submitter, @client, @type, @project, "
        + "@page, @url, @rid, @rname, @remail, @selector, @xpath, @text, @x, @y, @width, @height, @rating, @comments, @timestamp, "
        + "@vwidth, @vheight, @agent, @resolved) ON CONFLICT DO NOTHING";

    /// <summary>Stores a spike unless its id, or its client id in its store, has a row.</summary>
    public static bool TryWrite(SqliteSession session, in NewSpike spike)
    {
        var draft = spike.Draft;
        return session.Execute(
            Insert,
            ("@id", spike.Id),
            ("@store", spike.Store),
            ("@at", spike.ReceivedAt),
            ("@owner", spike.Owner),
            ("@submitter", spike.Submitter),
            ("@client", spike.ClientId),
            ("@type", draft.Type),
            ("@project", draft.ProjectKey),
            ("@page", draft.Page),
            ("@url", draft.Url),
            ("@rid", draft.Reviewer.Id),
            ("@rname", draft.Reviewer.Name),
            ("@remail", draft.Reviewer.Email),
            ("@selector", draft.Selector),
            ("@xpath", draft.XPath),
            ("@text", draft.ElementText),
            ("@x", draft.BoundingBox?.X),
            ("@y", draft.BoundingBox?.Y),
            ("@width", draft.BoundingBox?.Width),
            ("@height", draft.BoundingBox?.Height),
            ("@rating", draft.Rating),
            ("@comments", draft.Comments),
            ("@timestamp", draft.Timestamp),
            ("@vwidth", draft.Viewport?.Width),
            ("@vheight", draft.Viewport?.Height),
            ("@agent", draft.UserAgent),
            ("@resolved", spike.ResolvedAt)) == 1;
    }
}
