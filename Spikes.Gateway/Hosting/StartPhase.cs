namespace Spikes.Gateway.Hosting;

/// <summary>The time until the server listens. A failure in it is told once, by <see cref="StartFault"/>, and not by everybody it passes.</summary>
internal sealed class StartPhase
{
    private volatile bool _isOver;

    /// <summary>Log categories that report a failing start with its stack trace, or again and again what it waits for.</summary>
    public IReadOnlyList<string> Reporters { get; } =
    [
        "Microsoft.Extensions.Hosting.Internal.Host", "Microsoft.AspNetCore.Server.Kestrel",
        "Orleans.Runtime.Silo", "Orleans.Runtime.SiloLifecycleSubject", "Orleans.Runtime.Watchdog",
        "Orleans.Runtime.MembershipService.MembershipAgent", "Orleans.ClusterClient", "Orleans.Runtime.OutsideRuntimeClient", "Orleans.Messaging.GatewayManager",
    ];

    /// <summary>True once the server listens.</summary>
    public bool IsOver => _isOver;

    /// <summary>The server listens.</summary>
    public void End() => _isOver = true;
}
