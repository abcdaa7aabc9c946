using System.Diagnostics;
using Npgsql;
using OsProcess = System.Diagnostics.Process;

namespace Spikes.Testing;

/// <summary>
/// A real PostgreSQL server of its own, on loopback, with the machine's programs. Its folder outlives <see cref="KillAsync"/> and
/// <see cref="StopAsync"/>: <see cref="StartAsync"/> goes on with what is left.
/// </summary>
public sealed class PostgresServer : IAsyncDisposable
{
    private const string User = "spikes";
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(30);

    private readonly TestDirectory _folder = new();
    private readonly IReadOnlyList<string> _settings;
    private OsProcess? _process;

    private PostgresServer(IReadOnlyList<string> settings)
    {
        _settings = settings;
        Port = LoopbackPort.Free();
    }

    public int Port { get; }

    /// <summary>Where <c>postgres</c>, <c>initdb</c> and <c>pgbench</c> are.</summary>
    public static string Programs => Directory.GetDirectories("/usr/lib/postgresql").Order(StringComparer.Ordinal).Last() + "/bin";

    private string Data => _folder["data"];

    /// <summary>Makes a server and starts it.</summary>
    /// <param name="settings">Further settings, as <c>fsync=off</c>.</param>
    public static async Task<PostgresServer> CreateAsync(params string[] settings)
    {
        var server = new PostgresServer(settings);
        Directory.CreateDirectory(server.Data);
        if (IsRoot) await RunAsync("chown", "-R", "postgres", server._folder.Path);
        await RunAsAsync("initdb", "-D", server.Data, "-U", User, "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync");
        await server.StartAsync();
        return server;
    }

    /// <summary>What connects to a database of it.</summary>
    public string ConnectionString(string database) => new NpgsqlConnectionStringBuilder
    {
        Host = "127.0.0.1",
        Port = Port,
        Username = User,
        Database = database,
    }.ToString();

    /// <summary>Makes a database, empty or a copy of another that nobody uses.</summary>
    /// <returns>What connects to it.</returns>
    public async Task<string> CreateDatabaseAsync(string name, string template = "template0")
    {
        await ExecuteAsync("postgres", $"CREATE DATABASE {name} TEMPLATE {template}");
        return ConnectionString(name);
    }

    /// <summary>Runs statements.</summary>
    public async Task ExecuteAsync(string database, string sql)
    {
        await using var connection = new NpgsqlConnection(ConnectionString(database) + ";Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>Starts it on its port and returns when it takes connections.</summary>
    public async Task StartAsync()
    {
        string[] arguments =
        [
            "-D", Data, "-p", Port.ToString(provider: null), "-c", "listen_addresses=127.0.0.1",
            "-c", "unix_socket_directories=" + _folder.Path, .. _settings.SelectMany(setting => new[] { "-c", setting }),
        ];
        _process = OsProcess.Start(AsServerUser("postgres", arguments))!;
        var output = Task.WhenAll(_process.StandardOutput.ReadToEndAsync(), _process.StandardError.ReadToEndAsync());
        using var limit = new CancellationTokenSource(StartLimit, TimeProvider.System);
        while (!await AnswersAsync(limit.Token))
        {
            if (_process.HasExited) throw new InvalidOperationException(string.Concat(await output));
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, limit.Token);
        }
    }

    /// <summary>Ends all of it at once, as a power cut does.</summary>
    public async Task KillAsync()
    {
        SendAll(Signal.Kill);
        await _process!.WaitForExitAsync();
    }

    /// <summary>Stops it in order, without waiting for its clients: PostgreSQL's fast shutdown.</summary>
    public async Task StopAsync()
    {
        _ = Signals.Send(_process!.Id, Signal.Interrupt);
        await _process.WaitForExitAsync();
    }

    /// <summary>Stops it without order: PostgreSQL's immediate shutdown, after which the next start repairs.</summary>
    public async Task StopImmediatelyAsync()
    {
        _ = Signals.Send(_process!.Id, Signal.Quit);
        await _process.WaitForExitAsync();
    }

    /// <summary>Keeps all its processes from running: connections stay open and nothing answers.</summary>
    public void Pause() => SendAll(Signal.Stop);

    /// <summary>Lets it run on after <see cref="Pause"/>.</summary>
    public void Resume() => SendAll(Signal.Continue);

    public async ValueTask DisposeAsync()
    {
        if (_process is { HasExited: false }) await KillAsync();
        _process?.Dispose();
        _folder.Dispose();
    }

    private static bool IsRoot => Environment.UserName == "root";

    private void SendAll(Signal signal)
    {
        foreach (var id in ProcessTree(_process!.Id)) _ = Signals.Send(id, signal);
    }

    private async Task<bool> AnswersAsync(CancellationToken cancellationToken)
    {
        try
        {
            await using var connection = new NpgsqlConnection(ConnectionString("postgres") + ";Pooling=false;Timeout=5");
            await connection.OpenAsync(cancellationToken);
            return true;
        }
        catch (NpgsqlException)
        {
            return false;
        }
    }

    private static Task RunAsAsync(string program, params string[] arguments) => RunAsync(AsServerUser(program, arguments));

    private static Task RunAsync(string program, params string[] arguments) => RunAsync(Describe(program, arguments));

    private static async Task RunAsync(ProcessStartInfo start)
    {
        using var process = OsProcess.Start(start)!;
        var output = await Task.WhenAll(process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        if (process.ExitCode != 0) throw new InvalidOperationException(string.Concat(output));
    }

    // PostgreSQL refuses to run as root. setpriv becomes the program, so that signals reach it.
    private static ProcessStartInfo AsServerUser(string program, params string[] arguments)
    {
        var path = Path.Combine(Programs, program);
        return IsRoot
            ? Describe("setpriv", ["--reuid=postgres", "--regid=postgres", "--clear-groups", path, .. arguments])
            : Describe(path, arguments);
    }

    private static ProcessStartInfo Describe(string program, IEnumerable<string> arguments) => new(program, arguments)
    {
        WorkingDirectory = Path.GetTempPath(),
        RedirectStandardOutput = true,
        RedirectStandardError = true,
    };

    private static IEnumerable<int> ProcessTree(int root)
    {
        var children = File.ReadAllText($"/proc/{root}/task/{root}/children").Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return [root, .. children.Select(child => int.Parse(child, provider: null))];
    }
}
