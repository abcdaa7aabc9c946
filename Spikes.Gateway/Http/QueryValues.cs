using Microsoft.AspNetCore.Http;

namespace Spikes.Gateway.Http;

/// <summary>Reads query parameters.</summary>
internal static class QueryValues
{
    /// <summary>The last value of a parameter, as of members that come twice; empty when there is none.</summary>
    public static string Last(this IQueryCollection query, string name) => query[name] is [.., { } last] ? last : "";
}
