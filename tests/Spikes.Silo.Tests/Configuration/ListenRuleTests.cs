using Spikes.Gateway.Configuration;

namespace Spikes.Silo.Tests.Configuration;

public sealed class ListenRuleTests
{
    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("http://localhost:8787")]
    [InlineData("http://127.0.0.1:0;http://[::1]:0")]
    [InlineData("http://0.0.0.0:80;https://*:443")]
    [InlineData("http://+:8787/")]
    [InlineData("http://unix:/run/spikes.sock")]
    public void Check_AddressToListenOn_IsFine(string? urls) => Assert.Empty(ListenRule.Check(urls));

    [Theory]
    [InlineData("8787")]
    [InlineData("localhost:8787")]
    [InlineData("ftp://localhost:8787")]
    [InlineData("http://localhost:0")]
    [InlineData("http://127.0.0.1:http")]
    [InlineData("http://127.0.0.1:99999")]
    [InlineData("http://localhost:8787/app")]
    [InlineData("http://not a host:8787")]
    public void Check_AnythingElse_IsAFault(string urls) => Assert.StartsWith("urls ", Assert.Single(ListenRule.Check(urls)));
}
