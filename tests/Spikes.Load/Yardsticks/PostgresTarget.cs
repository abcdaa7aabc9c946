namespace Spikes.Load.Yardsticks;

/// <summary>A PostgreSQL server for its own command-line programs.</summary>
/// <param name="Programs">The folder of <c>pgbench</c> and <c>psql</c>.</param>
internal sealed record PostgresTarget(string Programs, string Host, int Port, string Database, string User, string? Password)
{
    /// <summary>The variables that the programs read.</summary>
    public Dictionary<string, string> Environment
    {
        get
        {
            var variables = new Dictionary<string, string>
            {
                ["PGHOST"] = Host, ["PGPORT"] = FormattableString.Invariant($"{Port}"), ["PGDATABASE"] = Database, ["PGUSER"] = User,
            };
            if (Password is not null)
                variables["PGPASSWORD"] = Password;
            return variables;
        }
    }
}
