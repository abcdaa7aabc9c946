using System.Net.Sockets;
using Npgsql;
using Spikes.Gateway.Hosting;

namespace Spikes.Silo.Tests.Hosting;

public sealed class PostgresFaultTests
{
    private const string Source = "Host=db;Port=5433;Username=u;Password=geheim;Database=d";

    [Theory]
    [InlineData(PostgresErrorCodes.InvalidPassword, "correct Username and Password")]
    [InlineData(PostgresErrorCodes.InvalidAuthorizationSpecification, "correct Username and Password")]
    [InlineData(PostgresErrorCodes.InvalidCatalogName, "CREATE DATABASE \"d\"")]
    [InlineData(PostgresErrorCodes.InsufficientPrivilege, "OWNER TO \"u\"")]
    [InlineData(PostgresErrorCodes.QueryCanceled, "statement_timeout")]
    [InlineData(PostgresErrorCodes.CannotConnectNow, "db:5433")]
    [InlineData(PostgresErrorCodes.TooManyConnections, "db:5433")]
    public void Describe_Refusal_NamesSettingAndCure(string state, string cure) =>
        AssertLine(new PostgresException("why", "FATAL", "FATAL", state), cure);

    [Fact]
    public void Describe_NoConnection_NamesSettingAndCure()
    {
        AssertLine(new SocketException((int)SocketError.HostNotFound), "Host and Port");
        AssertLine(new NpgsqlException("x", new TimeoutException("late")), "late");
    }

    [Fact]
    public void DescribeCause_WrappedByOthers_IsThatOfTheDatabase()
    {
        var lost = new NpgsqlException("Exception while reading from stream", new IOException("gone"));

        Assert.Contains("(gone)", PostgresFault.DescribeCause(new AggregateException(new InvalidOperationException("start", lost)), Source)!, StringComparison.Ordinal);
        Assert.Null(PostgresFault.DescribeCause(new InvalidOperationException("x", new TimeoutException()), Source));
    }

    [Fact]
    public void Describe_MistakeOfTheProgram_IsNone()
    {
        Assert.Null(PostgresFault.Describe(new PostgresException("why", "ERROR", "ERROR", PostgresErrorCodes.UndefinedTable), Source));
        Assert.Null(PostgresFault.Describe(new InvalidOperationException("x"), Source));
    }

    private static void AssertLine(Exception exception, string part)
    {
        var line = PostgresFault.Describe(exception, Source)!;
        Assert.StartsWith("ConnectionStrings:Spikes: ", line, StringComparison.Ordinal);
        Assert.Contains(part, line, StringComparison.Ordinal);
        Assert.DoesNotContain("geheim", line, StringComparison.Ordinal);
    }
}
