using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Spikes.Silo.Storage.Sqlite;

/// <summary>One connection with its prepared commands. Used by one thread at a time.</summary>
internal sealed class SqliteSession(SqliteConnection connection) : IDisposable
{
    /// <summary>The most prepared commands; far above the number of different texts, so that only a mistake reaches it.</summary>
    private const int MaxCommands = 256;

    private readonly Dictionary<string, SqliteCommand> _commands = new(StringComparer.Ordinal);

    /// <summary>The connection, for what only the driver can do.</summary>
    public SqliteConnection Connection => connection;

    /// <summary>False also when SQLite has rolled a transaction back by itself, as after a full disk.</summary>
    public bool InTransaction => raw.sqlite3_get_autocommit(connection.Handle) == 0;

    /// <summary>Opens the connection.</summary>
    public void Open() => connection.Open();

    /// <summary>Runs a statement and tells how many rows it changed.</summary>
    /// <param name="sql">A constant, or one of few texts made of constants: it is prepared once and kept.</param>
    /// <param name="arguments">The parameters, always in the same order for one text.</param>
    public int Execute(string sql, params ReadOnlySpan<(string Name, object? Value)> arguments) =>
        Prepare(sql, arguments).ExecuteNonQuery();

    /// <summary>The first row, or the default when there is none.</summary>
    public T? Single<T>(
        string sql, Func<SqliteDataReader, T> map, params ReadOnlySpan<(string Name, object? Value)> arguments)
    {
        using var reader = Prepare(sql, arguments).ExecuteReader();
        return reader.Read() ? map(reader) : default;
    }

    /// <summary>Whether there is a row.</summary>
    public bool Exists(string sql, params ReadOnlySpan<(string Name, object? Value)> arguments)
    {
        using var reader = Prepare(sql, arguments).ExecuteReader();
        return reader.Read();
    }

    /// <summary>Every row.</summary>
    public List<T> List<T>(
        string sql, Func<SqliteDataReader, T> map, params ReadOnlySpan<(string Name, object? Value)> arguments)
    {
        using var reader = Prepare(sql, arguments).ExecuteReader();
        var rows = new List<T>();
        while (reader.Read()) rows.Add(map(reader));
        return rows;
    }

    /// <summary>Row by row, until one answers false.</summary>
    public void Each(
        string sql, Func<SqliteDataReader, bool> take, params ReadOnlySpan<(string Name, object? Value)> arguments)
    {
        using var reader = Prepare(sql, arguments).ExecuteReader();
        while (reader.Read() && take(reader))
        {
        }
    }

    /// <summary>Runs several statements that are needed once.</summary>
    public void ExecuteScript(string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    /// <summary>Closes the connection; an open transaction is rolled back.</summary>
    public void Dispose()
    {
        Forget();
        connection.Dispose();
    }

    private SqliteCommand Prepare(string sql, ReadOnlySpan<(string Name, object? Value)> arguments)
    {
        if (!_commands.TryGetValue(sql, out var command))
        {
            if (_commands.Count == MaxCommands) Forget();
            command = connection.CreateCommand();
            command.CommandText = sql;
            foreach (var (name, value) in arguments) command.Parameters.AddWithValue(name, value ?? DBNull.Value);
            command.Prepare();
            _commands.Add(sql, command);
            return command;
        }

        for (var i = 0; i < arguments.Length; i++)
        {
            var parameter = command.Parameters[i];
            if (parameter.ParameterName != arguments[i].Name)
                throw new InvalidOperationException("The arguments of one text must come in one order");
            parameter.Value = arguments[i].Value ?? DBNull.Value;
        }

        return command;
    }

    private void Forget()
    {
        foreach (var command in _commands.Values) command.Dispose();
        _commands.Clear();
    }
}
