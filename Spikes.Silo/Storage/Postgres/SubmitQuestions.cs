using Spikes.Grains.Interfaces.Projects;

namespace Spikes.Silo.Storage.Postgres;

/// <summary>What the database must tell about a batch before it can be decided.</summary>
internal sealed class SubmitQuestions
{
    /// <summary>Shares, and keys in the form of a share's id.</summary>
    public required string[] Shares { get; init; }

    /// <summary>Registered projects.</summary>
    public required string[] Projects { get; init; }

    /// <summary>Unregistered keys in the order in which every silo locks them.</summary>
    public required string[] Keys { get; init; }

    /// <summary>Ids that rows may have.</summary>
    public required string[] Ids { get; init; }

    /// <summary>The stores of <see cref="Clients"/>, one by one.</summary>
    public required string[] ClientStores { get; init; }

    /// <summary>Client ids of anonymous posts.</summary>
    public required string[] Clients { get; init; }

    /// <summary>Users who post to unregistered keys: if those belong to nobody, the users pay who are agents.</summary>
    public required string[] Callers { get; init; }

    /// <summary>
    /// What to ask about these spikes. A new id is looked for only when the spike was tried before: a command that came again by another
    /// way fails the first insert, and the second attempt finds its row.
    /// </summary>
    public static SubmitQuestions About(IReadOnlyList<SubmitItem> items)
    {
        var shares = new HashSet<string>(StringComparer.Ordinal);
        var projects = new HashSet<string>(StringComparer.Ordinal);
        var keys = new HashSet<string>(StringComparer.Ordinal);
        var ids = new HashSet<string>(items.Count, StringComparer.Ordinal);
        var clients = new HashSet<(string Store, string Client)>();
        var callers = new HashSet<string>(StringComparer.Ordinal);
        foreach (var item in items)
        {
            if (item.Store.Kind == StoreKind.Share) shares.Add(item.Store.Id);
            if (item.Store.Kind == StoreKind.Project) projects.Add(item.Store.Id);
            if (item.Store.Kind == StoreKind.Unregistered && keys.Add(item.Store.Id) && Uuid.TryRead(item.Store.Id, out var shareId))
                shares.Add(shareId);

            var command = item.Command;
            if (item.Store.Kind == StoreKind.Unregistered && command.Caller.Account is { IsUser: true } user) callers.Add(user.Value);
            if (item.WasTried) ids.Add(command.NewId);
            if (command.ClientId is not { } clientId) continue;
            if (command.Caller.IsAuthenticated) ids.Add(clientId);
            else clients.Add((item.StoreText, clientId));
        }

        var sortedKeys = keys.ToArray();
        Array.Sort(sortedKeys, StringComparer.Ordinal);
        return new SubmitQuestions
        {
            Shares = [.. shares],
            Projects = [.. projects],
            Keys = sortedKeys,
            Ids = [.. ids],
            ClientStores = [.. clients.Select(client => client.Store)],
            Clients = [.. clients.Select(client => client.Client)],
            Callers = [.. callers],
        };
    }
}
