using Spikes.Gateway.Hosting;
using Spikes.Grains.Interfaces.Outcomes;
using Spikes.Grains.Interfaces.Projects;
using Spikes.Grains.Interfaces.Users;

namespace Spikes.Gateway.Projects;

/// <summary>Registers project keys.</summary>
internal sealed class ProjectRegistration(IGrainFactory grains, TimeProvider clock)
{
    /// <summary>Registers a checked key under a new id. Not cancelled with the request: it may be registered already.</summary>
    public Task<Outcome<Project>> RegisterAsync(AccountId owner, string key, IReadOnlyList<string> origins)
    {
        var id = StoreKey.Project(Guid.CreateVersion7(clock.GetUtcNow()).ToString());
        var project = grains.GetGrain<IProjectGrain>(id.ToString());
        return LongCall.WhileAtWorkAsync(
            project.RegisterAsync(new RegisterProject(owner, key, origins), CancellationToken.None), project.IsAtWorkAsync, clock);
    }
}
