using Xunit;

namespace Spikes.Contract.Tests.Cluster;

/// <summary>Tests that start or kill nodes of their own: run beside others they would take the time that those wait for.</summary>
[CollectionDefinition(DisableParallelization = true)]
public sealed class Alone;
