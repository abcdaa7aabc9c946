using Spikes.Gateway.Hosting;
using Spikes.Silo.Hosting;

namespace Spikes.Silo.Tests.Hosting;

public sealed class LocalAdminTokenTests : IDisposable
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly TestDirectory _directory = new();

    private string File => _directory[LocalAdminToken.FileName];

    [Fact]
    public async Task ReadOrCreate_FirstStart_MakesAPrivateFile()
    {
        var token = await ReadAsync();

        Assert.Matches("^[A-Za-z0-9_-]{43}$", token);
        Assert.Equal(OwnerOnly, System.IO.File.GetUnixFileMode(File));
        Assert.Equal([File], Directory.GetFileSystemEntries(_directory.Path));
    }

    [Fact]
    public async Task ReadOrCreate_LaterStart_AnswersTheSame()
    {
        var first = await ReadAsync();

        Assert.Equal(first, await ReadAsync());
    }

    [Fact]
    public async Task ReadOrCreate_OpenFile_IsClosedToOthers()
    {
        _directory.WriteFile(LocalAdminToken.FileName, "my-own-token\n");
        System.IO.File.SetUnixFileMode(File, OwnerOnly | UnixFileMode.GroupRead | UnixFileMode.OtherRead);

        Assert.Equal("my-own-token", await ReadAsync());
        Assert.Equal(OwnerOnly, System.IO.File.GetUnixFileMode(File));
    }

    [Fact]
    public async Task ReadOrCreate_EmptyFile_IsReplaced()
    {
        _directory.WriteFile(LocalAdminToken.FileName, " \n");

        var token = await ReadAsync();

        Assert.Equal(43, token.Length);
        Assert.Equal(token, await ReadAsync());
    }

    [Fact]
    public async Task ReadOrCreate_FolderInItsPlace_SaysSo()
    {
        Directory.CreateDirectory(File);

        await Assert.ThrowsAsync<StartException>(ReadAsync);
    }

    public void Dispose() => _directory.Dispose();

    private Task<string> ReadAsync() => LocalAdminToken.ReadOrCreateAsync(_directory.Path, TestContext.Current.CancellationToken);
}
