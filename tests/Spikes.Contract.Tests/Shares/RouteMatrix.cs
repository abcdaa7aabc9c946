using Xunit;

namespace Spikes.Contract.Tests.Shares;

/// <summary>Asks one host for a share by every route.</summary>
/// <param name="Host">Which host it is.</param>
/// <param name="App">A client of it.</param>
/// <param name="Share">What is looked for.</param>
/// <param name="Routes">All of the program's.</param>
internal sealed record RouteMatrix(AskedHost Host, SpikesApp App, HiddenShare Share, IReadOnlyList<(string Method, string Path)> Routes)
{
    /// <summary>Asserts that no address tells anything.</summary>
    /// <param name="credential">Gives the one to send to a route, or null.</param>
    /// <param name="spelling">The host as the request names it; null for its usual name.</param>
    public async Task TellsNothingAsync(Func<string, Task<string?>> credential, string? spelling = null)
    {
        // By another name the public host is the same to all routes but the pages.
        var routes = Routes.Where(route => spelling is null || Host == AskedHost.Content || ShareRoutes.IsPage(route.Path));
        foreach (var route in routes)
        {
            var token = await credential(route.Path);
            foreach (var address in ShareRoutes.Addresses(route.Method, route.Path, Share))
                await TellsNothingAsync(route.Method, address, token, spelling);
        }
    }

    /// <summary>The routes whose reading tells something to a caller.</summary>
    public async Task<string[]> TellingRoutesAsync(string token)
    {
        var telling = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var (_, route) in Routes.Where(route => route.Method == "GET"))
        {
            foreach (var address in ShareRoutes.Addresses("GET", route, Share))
            {
                if (HiddenShare.ToldBy(await App.SendUntouchedAsync(HttpMethod.Get, address, token)) is not null)
                    telling.Add(route);
            }
        }

        return [.. telling];
    }

    /// <summary>The pages that a pass opens.</summary>
    public async Task<List<string>> TellingPagesAsync(string pass)
    {
        var telling = new List<string>();
        foreach (var address in ShareRoutes.Addresses("GET", $"/s/{{slug}}/{pass}/{{path}}", Share))
        {
            if (HiddenShare.ToldBy(await App.SendUntouchedAsync(HttpMethod.Get, address)) is not null)
                telling.Add(address.Split('?')[0]);
        }

        return telling;
    }

    private async Task TellsNothingAsync(string method, string address, string? token, string? spelling)
    {
        // Reading the list of everything, or changing what is not his, is not what this is about: the answers are.
        var body = SpikesApp.Json($$"""{"share_id":"{{Share.Id}}","project":"{{Share.Id}}","key":"{{Share.Id}}","type":"page","page":"p","resolved":true}""");
        var answer = await App.SendUntouchedAsync(new HttpMethod(method), address, token, method is "GET" or "DELETE" ? null : body, headers =>
        {
            headers.Host = spelling;
            headers.Add("Range", "bytes=0-99");
        });
        var request = $"{method} {address} of {spelling ?? Host.ToString()}";
        Assert.True(HiddenShare.ToldBy(answer) is null, $"{request} tells {HiddenShare.ToldBy(answer)}");
        Assert.True(IsExpected(address, answer), $"{request}: {answer.Status} {LocationOf(answer)}");
        if (method != "GET")
            return;
        var head = await App.SendUntouchedAsync(HttpMethod.Head, address, token, headers: headers => headers.Host = spelling);
        Assert.True(HiddenShare.ToldBy(head) is null && head.Body.Length == 0, $"HEAD of {request} tells something");
        Assert.True(head.Status == answer.Status, $"HEAD of {request}: {head.Status} after {answer.Status}");
    }

    private bool IsExpected(string address, Answer answer) => (Host, ShareRoutes.IsPage(address)) switch
    {
        // The address comes back as it was sent, and nothing with it: no pass, for one.
        (AskedHost.Public, true) => answer.Status == 308
            && answer.Body.Length == 0
            && LocationOf(answer) == TwoHosts.Content + "/" + address.TrimStart('/'),
        (_, true) => answer.Status is 401 or 404 or 405,
        (AskedHost.Content, false) => answer.Status == (ShareRoutes.IsOnBothHosts(address) ? 200 : 404),
        // Nothing is sold here.
        _ => answer.Status is not 206 and < 500 || answer.Body.Contains("Billing not configured", StringComparison.Ordinal),
    };

    // As it was sent: what is parsed has its dot segments resolved.
    private static string? LocationOf(Answer answer) =>
        answer.Headers.NonValidated.TryGetValues("Location", out var values) ? values.ToString() : null;
}
