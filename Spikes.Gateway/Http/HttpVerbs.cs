using Microsoft.AspNetCore.Http;

namespace Spikes.Gateway.Http;

/// <summary>Methods of routes.</summary>
internal static class HttpVerbs
{
    /// <summary>Every GET route answers HEAD as well.</summary>
    public static readonly string[] Get = [HttpMethods.Get, HttpMethods.Head];
}
