using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Xunit;

namespace Spikes.Contract.Tests;

/// <summary>What the README tells a newcomer to type works as it stands.</summary>
[Trait("Mode", "Local")]
public sealed partial class ReadmeTests : IDisposable
{
    private const string From = "## The whole loop";
    private const string To = "## Settings";
    private const string Mark = "--- end of a block ---";
    private const string WrittenAddress = "localhost:8787";

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private readonly TestDirectory _data = new();

    [GeneratedRegex("^```sh\n(.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Block { get; }

    public void Dispose() => _data.Dispose();

    [Fact]
    public async Task Readme_TheWholeLoop_RunsAsItStands()
    {
        var root = RepositoryRoot();
        var blocks = BlocksOf(await File.ReadAllTextAsync(Path.Combine(root, "README.md")));
        Assert.True(blocks.Count >= 3, "sign in, upload, read back");
        await using var process = await SpikesProcess.StartAsync(_data.Path);
        var address = string.Create(CultureInfo.InvariantCulture, $"localhost:{process.Address.Port}");
        Assert.All(blocks, block => Assert.Contains(WrittenAddress, block, StringComparison.Ordinal));

        // One shell, because a block uses the variables and the folder of the block before.
        var script = string.Concat(blocks.Select(block => $"{block}\nprintf '\\n%s\\n' '{Mark}'\n"));
        var outputs = (await RunAsync(root, script.Replace(WrittenAddress, address, StringComparison.Ordinal))).Split(Mark);

        var uploaded = JsonNode.Parse(outputs[^3])!;
        Assert.True(uploaded["ok"]?.GetValue<bool>(), outputs[^3]);
        Assert.IsType<JsonArray>(JsonNode.Parse(outputs[^2])!["data"]);
        using var app = new SpikesApp(process.Address);
        var page = await app.GetAsync("/s/" + uploaded["slug"]!.GetValue<string>());
        Assert.Equal((200, "text/html"), (page.Status, page.ContentHeaders.ContentType!.MediaType));
        Assert.Contains("/widget.js", page.Body, StringComparison.Ordinal);
    }

    private static List<string> BlocksOf(string readme)
    {
        var start = readme.IndexOf(From, StringComparison.Ordinal);
        var end = readme.IndexOf(To, start, StringComparison.Ordinal);
        return [.. Block.Matches(readme[start..end]).Select(match => match.Groups[1].Value)];
    }

    private static async Task<string> RunAsync(string folder, string script)
    {
        using var shell = new Process
        {
            StartInfo = new ProcessStartInfo("bash", ["-c", script])
            {
                WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true,
            },
        };
        shell.Start();
        var (output, errors) = (shell.StandardOutput.ReadToEndAsync(), shell.StandardError.ReadToEndAsync());
        using var limit = new CancellationTokenSource(Limit);
        try
        {
            await shell.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            shell.Kill(entireProcessTree: true);
            throw new TimeoutException($"The blocks still run after {Limit.TotalSeconds} s.\n{await output}\n{await errors}");
        }

        Assert.True(shell.ExitCode == 0, $"exit code {shell.ExitCode}\n{await output}\n{await errors}");
        return await output;
    }

    private static string RepositoryRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Spikes.sln")))
            folder = folder.Parent;
        return folder?.FullName ?? throw new InvalidOperationException("Spikes.sln is in no folder above " + AppContext.BaseDirectory);
    }
}
