using Microsoft.Extensions.Configuration;
using Spikes.Gateway.Configuration;

namespace Spikes.Silo.Tests.Configuration;

public sealed class ClusterCheckTests
{
    private static readonly Dictionary<string, string?> Complete = new()
    {
        ["Spikes:Mode"] = "Cluster",
        ["Spikes:PublicUrl"] = "https://spikes.example.com",
        ["Spikes:Mail:From"] = "spikes@example.com",
        ["Spikes:Mail:Smtp:Host"] = "smtp.example.com",
        ["ConnectionStrings:Spikes"] = "Host=db",
    };

    [Theory]
    [InlineData("Spikes:PublicUrl")]
    [InlineData("Spikes:Mail:From")]
    [InlineData("Spikes:Mail:Smtp:Host")]
    [InlineData("ConnectionStrings:Spikes")]
    public void Run_RequiredKeyIsMissingOrEmpty_ReportsIt(string key)
    {
        Assert.StartsWith(key + ": ", Assert.Single(Faults(key, null)));
        Assert.StartsWith(key + ": ", Assert.Single(Faults(key, "")));
    }

    [Fact]
    public void Run_PickupDirectoryInPlaceOfSmtp_ReportsNothing()
    {
        using var directory = new TestDirectory();
        var values = new Dictionary<string, string?>(Complete) { ["Spikes:Mail:PickupDirectory"] = directory["mail"] };
        values.Remove("Spikes:Mail:Smtp:Host");

        Assert.Empty(ConfigurationCheck.Run(Build(values)).Faults);
    }

    [Theory]
    [InlineData("Spikes:AdminToken")]
    [InlineData("SPIKES_TOKEN")]
    public void Run_AdminTokenOf15Characters_IsAFault(string key)
    {
        Assert.StartsWith("Spikes:AdminToken: ", Assert.Single(Faults(key, new string('x', 15))));
        Assert.Empty(Faults(key, new string('x', 16)));
    }

    [Fact]
    public void Run_Complete_DoesNotTouchTheDataDirectory()
    {
        using var directory = new TestDirectory();

        Assert.Empty(Faults("Spikes:DataDirectory", directory["data"]));
        Assert.False(Directory.Exists(directory["data"]));
    }

    private static IReadOnlyList<string> Faults(string key, string? value) =>
        ConfigurationCheck.Run(Build(new(Complete) { [key] = value })).Faults;

    private static IConfiguration Build(Dictionary<string, string?> values) => new ConfigurationBuilder().AddInMemoryCollection(values).Build();
}
