using Microsoft.Extensions.Configuration;
using Spikes.Gateway.Configuration;

namespace Spikes.Silo.Tests.Configuration;

public sealed class ConfigurationCheckTests : IDisposable
{
    private readonly TestDirectory _directory = new();

    public static TheoryData<string, string> BadValues => new()
    {
        { "Spikes:Mode", "Lokal" },
        { "Spikes:Mode", "1" },
        { "Spikes:PublicUrl", "spikes.example.com" },
        { "Spikes:PublicUrl", "ftp://spikes.example.com" },
        { "Spikes:PublicUrl", "https://spikes.example.com/app" },
        { "Spikes:PublicUrl", "https://spikes.example.com/?a=b" },
        { "Spikes:PublicUrl", "https://spikes.example.com?" },
        { "Spikes:PublicUrl", "https://spikes.example.com/#top" },
        { "Spikes:PublicUrl", "https://user:secret@spikes.example.com" },
        { "Spikes:ContentUrl", "//pages.example.com" },
        { "Spikes:ContentUrl", "https://pages.example.com/s" },
        { "Spikes:UpgradeUrl", "/dashboard" },
        { "Spikes:WidgetUrl", "javascript:alert(1)" },
        { "Spikes:Stripe:ApiBase", "api.stripe.com" },
        { "Spikes:Stripe:SecretKey", "sk_test\r\nEvil: 1" },
        { "Spikes:Auth:EmailPoll", "yes" },
        { "Spikes:Compatibility:PushBareArray", "1" },
        { "Spikes:Cluster:ServeHttp", "on" },
        { "Spikes:Limits:FreeSpikesPerShare", "-1" },
        { "Spikes:Limits:FreeShares", "five" },
        { "Spikes:Limits:FreeShares", "2147483648" },
        { "Spikes:Limits:MaxUploadBytes", "0" },
        { "Spikes:Limits:MaxUploadBytes", "50 MB" },
        { "Spikes:Limits:MaxFilesPerShare", "-2000" },
        { "Spikes:RateLimits:SpikesPerMinutePerIp", "-1" },
        { "Spikes:RateLimits:LinkKeysPerMinutePerUser", "1.5" },
        { "Spikes:Mail:From", "nobody" },
        { "Spikes:Mail:From", "a@example.com\r\nBcc: b@example.com" },
        { "Spikes:Mail:Smtp:Host", "smtp://mail.example.com" },
        { "Spikes:Mail:Smtp:Host", "mail.example.com:25" },
        { "Spikes:Mail:Smtp:Port", "0" },
        { "Spikes:Mail:Smtp:Port", "65536" },
        { "Spikes:Mail:Smtp:Security", "Ssl" },
        { "Spikes:Cluster:SiloPort", "-1" },
        { "Spikes:Cluster:ProbeTimeout", "00:00:00" },
        { "Spikes:Cluster:DatabaseProbePeriod", "-00:00:01" },
        { "Spikes:Cluster:MissedDatabaseProbes", "2" },
        { "Spikes:Cluster:GatewayPort", "http" },
        { "Spikes:Cluster:TableRefresh", "00:00:00" },
        { "Spikes:Cluster:GrainCallTimeout", "00:00:01.9" },
        { "Spikes:Cluster:GrainCallTimeout", "00:01:01" },
        { "Spikes:Cluster:GrainCallTimeout", "soon" },
        { "Spikes:Cluster:GatewayRefresh", "1" },
        { "Spikes:Postgres:Connections", "3" },
        { "Spikes:Postgres:OrleansConnections", "1001" },
        { "Spikes:Postgres:BreakFor", "00:00:00" },
        { "Spikes:TrustedProxies:0", "10.0.0.0" },
        { "Spikes:TrustedProxies:12", "10.0.0.0/33" },
        { "Spikes:Webhooks:AllowedPrivateNetworks:1", "localhost" },
        { "Spikes:Webhooks:RetryDelays:0", "5" },
        { "Spikes:Webhooks:RetryDelays:0", "soon" },
        { "Spikes:Webhooks:RetryDelays:1", "-00:00:05" },
        { "Spikes:Webhooks:RetryDelays:1", "24:00:00" },
        { "Spikes:TrustedProxies", "10.0.0.0/8" },
        { "Spikes:Webhooks:RetryDelays", "00:00:05" },
        { "Spikes:WidgetFile", "/no/such/file.js" },
        { "Spikes:Mail:PickupDirectory", "/dev/null/mail" },
        { "Spikes:DataDirectory", "/dev/null/data" },
    };

    [Theory]
    [MemberData(nameof(BadValues))]
    public void Run_OneBadValue_ReportsOneFaultThatNamesTheKey(string key, string value)
    {
        var report = Check((key, value));

        var fault = Assert.Single(report.Faults);
        Assert.StartsWith(key + ": ", fault);
        Assert.DoesNotContain('\n', fault);
        Assert.Empty(report.Warnings);
    }

    public static TheoryData<string, string> GoodValues => new()
    {
        { "Spikes:Mode", "local" },
        { "Spikes:PublicUrl", "https://spikes.example.com/" },
        { "Spikes:PublicUrl", "http://[::1]:8787" },
        { "Spikes:ContentUrl", "https://pages.example.com" },
        { "Spikes:AdminToken", "short" },
        { "Spikes:UpgradeUrl", "https://example.com/buy?plan=pro" },
        { "Spikes:Limits:FreeShares", "0" },
        { "Spikes:Limits:MaxUploadBytes", "9000000000" },
        { "Spikes:RateLimits:SpikesPerMinutePerIp", "0" },
        { "Spikes:Mail:From", "Spikes <spikes@example.com>" },
        { "Spikes:Mail:Smtp:Security", "none" },
        { "Spikes:Mail:Smtp:Port", "465" },
        { "Spikes:TrustedProxies:0", "fd00::/8" },
        { "Spikes:Webhooks:RetryDelays:0", "1.00:00:00" },
        { "Spikes:PublicUrl", "" },
        { "Spikes:Limits:FreeShares", " " },
        { "Spikes:TrustedProxies:0", "" },
        { "Spikes:NoSuchKey", "" },
    };

    [Theory]
    [MemberData(nameof(GoodValues))]
    public void Run_GoodOrEmptyValue_ReportsNothing(string key, string value)
    {
        var report = Check((key, value));

        Assert.Empty(report.Faults);
        Assert.Empty(report.Warnings);
    }

    [Theory]
    [InlineData("Spikes:Publicurls")]
    [InlineData("Spikes:Limits:FreeShare")]
    [InlineData("Spikes:RateLimits:SpikesPerMinute")]
    [InlineData("Spikes:PublicUrl:0")]
    [InlineData("Spikes:Limits")]
    [InlineData("Spikes:TrustedProxies:first")]
    [InlineData("Spikes:TrustedProxies:0:0")]
    [InlineData("Spikes:A:B:C:D")]
    public void Run_UnknownKey_WarnsAndIgnoresIt(string key)
    {
        var report = Check((key, "-1"));

        Assert.Empty(report.Faults);
        Assert.StartsWith(key + ": unknown setting", Assert.Single(report.Warnings));
    }

    [Fact]
    public void Run_SeveralFaults_ReportsEach()
    {
        var report = Check(("Spikes:Limits:FreeShares", "-1"), ("Spikes:Mail:Smtp:Port", "x"), ("Spikes:TrustedProxies:0", "a"), ("Spikes:TrustedProxies:1", "b"));

        Assert.Equal(4, report.Faults.Count);
    }

    [Theory]
    [InlineData("Spikes:AdminToken", "Cluster")]
    [InlineData("Spikes:Mail:Smtp:Password", "Local")]
    [InlineData("Spikes:PublicUrl", "Local")]
    [InlineData("Spikes:Stripe:ApiBase", "Local")]
    public void Run_FaultyValueThatMayHoldASecret_DoesNotRepeatIt(string key, string mode)
    {
        var report = Check((key, "hunter2"), ("Spikes:Mode", mode), ("Spikes:Mail:Smtp:Host", "//"));

        Assert.DoesNotContain(report.Faults, fault => fault.Contains("hunter2", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("https://spikes.example.com", "https://spikes.example.com:8443", true)]
    [InlineData("https://spikes.example.com", "https://SPIKES.example.com.", true)]
    [InlineData(null, "http://localhost:9000", true)]
    [InlineData(null, "http://pages.localhost:9000", false)]
    [InlineData("https://spikes.example.com", "https://pages.example.com", false)]
    [InlineData("https://spikes.example.com", "http://localhost:9000", false)]
    public void Run_ContentUrl_NeedsAHostOfItsOwn(string? publicUrl, string contentUrl, bool isFault)
    {
        var report = Check(("Spikes:PublicUrl", publicUrl), ("Spikes:ContentUrl", contentUrl));

        Assert.Equal(isFault ? 1 : 0, report.Faults.Count);
        Assert.All(report.Faults, fault => Assert.StartsWith("Spikes:ContentUrl: ", fault));
    }

    [Fact]
    public void Run_DataDirectoryIsAbsent_MakesIt()
    {
        Check(("Spikes:DataDirectory", _directory["new/data"]));

        Assert.True(Directory.Exists(_directory["new/data"]));
        Assert.Empty(Directory.GetFileSystemEntries(_directory["new/data"]));
    }

    public void Dispose() => _directory.Dispose();

    private ConfigurationReport Check(params (string Key, string? Value)[] settings)
    {
        var values = new Dictionary<string, string?> { ["Spikes:DataDirectory"] = _directory["data"] };
        foreach (var (key, value) in settings)
            values[key] = value;
        return ConfigurationCheck.Run(new ConfigurationBuilder().AddInMemoryCollection(values).Build());
    }
}
