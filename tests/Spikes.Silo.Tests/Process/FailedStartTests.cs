using System.Net;
using System.Net.Sockets;
using Microsoft.Data.Sqlite;

namespace Spikes.Silo.Tests.Process;

public sealed class FailedStartTests : IDisposable
{
    private readonly TestDirectory _directory = new();

    private string Data => _directory["data"];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Start_PortInUse_NamesAnotherPort()
    {
        using var holder = new TcpListener(IPAddress.Loopback, 0);
        holder.Start();

        var error = await FailAsync("--urls", "http://127.0.0.1:" + ((IPEndPoint)holder.LocalEndpoint).Port);

        Assert.Contains("address already in use", error);
        Assert.Contains("--urls http://localhost:", error);
    }

    [Theory]
    [InlineData("http://192.0.2.1:8787")]
    [InlineData("8787")]
    [InlineData("https://127.0.0.1:0")]
    public async Task Start_AddressThatCannotBeListenedOn_NamesUrls(string urls) =>
        Assert.StartsWith("error: urls ", await FailAsync("--urls", urls));

    [Fact]
    public async Task Start_BadSetting_NamesTheKey() =>
        Assert.StartsWith("error: Spikes:Limits:FreeShares: ", await FailAsync("--Spikes:Limits:FreeShares=-1"));

    [Fact]
    public async Task Migrate_WithoutADatabase_NamesTheKey()
    {
        var error = await FailAsync(
            "migrate",
            "--Spikes:Mode=Cluster", "--Spikes:PublicUrl=https://a.example", "--Spikes:Mail:From=a@a.example", "--Spikes:Mail:Smtp:Host=a.example",
            "--ConnectionStrings:Spikes=Host=127.0.0.1;Port=1;Password=secret");

        Assert.StartsWith("error: ConnectionStrings:Spikes: no connection to PostgreSQL at 127.0.0.1:1", error);
        Assert.DoesNotContain("secret", error);
    }

    [Fact]
    public async Task Start_DataDirectoryBelowAFile_NamesTheKey()
    {
        var file = _directory.WriteFile("file", "");

        Assert.StartsWith("error: Spikes:DataDirectory: ", await FailAsync("--Spikes:DataDirectory", file + "/data"));
    }

    [Fact]
    public async Task Start_DataDirectoryInUse_NamesTheKey()
    {
        await using var first = await SpikesProcess.StartAsync(Data);

        var error = await FailAsync();

        Assert.StartsWith("error: Spikes:DataDirectory: ", error);
        Assert.Contains("in use by another Spikes process", error);
        Assert.False(first.HasExited);
    }

    [Fact]
    public async Task Start_DatabaseOfANewerProgram_SaysSo()
    {
        await using (var first = await SpikesProcess.StartAsync(Data))
            await first.TerminateAsync();
        await using (var database = new SqliteConnection($"Data Source={_directory["data/spikes.db"]};Pooling=False"))
        {
            await database.OpenAsync(Token);
            await using var command = database.CreateCommand();
            command.CommandText = "INSERT INTO schema_migrations (version, name, applied_at) VALUES (9999, 'later', '2030-01-01T00:00:00.000Z')";
            await command.ExecuteNonQueryAsync(Token);
        }

        Assert.Contains("newer program", await FailAsync());
    }

    public void Dispose() => _directory.Dispose();

    /// <summary>Starts it and answers the one line that it leaves on stderr.</summary>
    private async Task<string> FailAsync(params string[] arguments)
    {
        await using var spikes = SpikesProcess.Launch(Data, arguments);

        Assert.Equal(1, await spikes.ExitAsync());
        Assert.Equal("", spikes.Output);
        return Assert.Single(spikes.Errors.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }
}
