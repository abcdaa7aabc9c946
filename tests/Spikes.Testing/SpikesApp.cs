using System.Collections.Concurrent;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;

namespace Spikes.Testing;

/// <summary>What a user of the service does, over HTTP. Each instance is a client with an address of its own.</summary>
public sealed class SpikesApp : IDisposable
{
    /// <summary>The client address that may read the captured mails.</summary>
    public const string ThisMachine = "127.0.0.1";

    private static readonly TimeSpan MailLimit = TimeSpan.FromSeconds(20);

    private static readonly ConcurrentDictionary<string, string> LastTokens = new();

    private static readonly UriCreationOptions Untouched = new() { DangerousDisablePathAndQueryCanonicalization = true };

    private static int s_clients;

    private readonly HttpClient _http = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false });
    private readonly IReadOnlyList<Uri> _addresses;
    private readonly PickupFolder? _mails;
    private int _requests;

    /// <summary>A client of the server at <paramref name="address"/>; the server trusts loopback proxies, so it counts alone.</summary>
    /// <param name="address">Of the server.</param>
    /// <param name="adminToken">Its admin token, for those who need it.</param>
    /// <param name="mails">Where its mails go; null for Local mode, which shows them itself.</param>
    public SpikesApp(Uri address, string? adminToken = null, PickupFolder? mails = null)
        : this([address], adminToken, mails)
    {
    }

    /// <summary>A client of several nodes, which sends each request to another one than the request before.</summary>
    /// <inheritdoc cref="SpikesApp(Uri, string, PickupFolder)"/>
    public SpikesApp(IReadOnlyList<Uri> addresses, string? adminToken = null, PickupFolder? mails = null)
    {
        (_addresses, _mails, AdminToken) = (addresses, mails, adminToken);
        var number = Interlocked.Increment(ref s_clients);
        _requests = number;
        ClientAddress = $"10.{number / 65536 % 256}.{number / 256 % 256}.{number % 256}";
    }

    public string? AdminToken { get; }

    public string ClientAddress { get; set; }

    /// <summary>Of the server; of the first, when there are several.</summary>
    public Uri Address => _addresses[0];

    public static string NewEmail() => $"user-{Guid.NewGuid():N}@example.com";

    /// <summary>The smallest body that POST /spikes accepts.</summary>
    public static JsonObject Spike(string project) => new() { ["type"] = "page", ["page"] = "Home", ["projectKey"] = project };

    public Task<Answer> GetAsync(string path, string? token = null) => SendAsync(HttpMethod.Get, path, token);

    public Task<Answer> PostAsync(string path, JsonNode? body, string? token = null) =>
        SendAsync(HttpMethod.Post, path, token, body is null ? null : Json(body.ToJsonString()));

    public Task<Answer> SendAsync(
        HttpMethod method, string path, string? token = null, HttpContent? body = null, Action<HttpRequestHeaders>? headers = null) =>
        SendAsync(method, new Uri(NextAddress(), path), token, body, headers);

    /// <summary>Sends the path as it is; elsewhere dot segments are resolved before they are sent, <c>%2e</c> and its like included.</summary>
    public Task<Answer> SendUntouchedAsync(
        HttpMethod method, string path, string? token = null, HttpContent? body = null, Action<HttpRequestHeaders>? headers = null) =>
        SendAsync(method, new Uri(NextAddress().GetLeftPart(UriPartial.Authority) + path, Untouched), token, body, headers);

    /// <summary>Asks for a link and reads the token out of the mail.</summary>
    public async Task<string> RequestLoginTokenAsync(string email, string? sentAs = null)
    {
        (await PostAsync("/auth/login", new JsonObject { ["email"] = sentAs ?? email })).Is(202);
        return await ReadNextLoginTokenAsync(email);
    }

    /// <summary>The token of the newest mail to an address; waits until there is one that no test has read.</summary>
    public async Task<string> ReadNextLoginTokenAsync(string email)
    {
        using var deadline = new CancellationTokenSource(MailLimit);
        while (true)
        {
            var token = MailedToken(await (_mails is null ? ReadCapturedMailAsync(email) : _mails.ReadAsync(email)));
            if (LastTokens.GetValueOrDefault(email) != token)
                return LastTokens[email] = token;
            deadline.Token.ThrowIfCancellationRequested();
        }
    }

    public async Task<string> SignUpAsync(string? email = null)
    {
        var loginToken = await RequestLoginTokenAsync(email ?? NewEmail());
        var answer = await PostAsync("/auth/verify", new JsonObject { ["login_token"] = loginToken });
        return answer.Is(200)["token"]!.GetValue<string>();
    }

    public Task<Answer> ShareAsync(string token, string metadata, params (string Name, string Text)[] files)
    {
        var upload = new Upload().Metadata(metadata);
        foreach (var (name, text) in files)
            upload.File(name, Encoding.UTF8.GetBytes(text));
        return SendAsync(HttpMethod.Post, "/shares", token, upload.Content());
    }

    /// <summary>A new share with one page.</summary>
    public async Task<(string Id, string Slug)> NewShareAsync(string token)
    {
        var answer = await ShareAsync(token, """{"name":"test"}""", ("index.html", "<html><body><h1>Hi</h1></body></html>"));
        var share = answer.Is(201);
        return (share["share_id"]!.GetValue<string>(), share["slug"]!.GetValue<string>());
    }

    public Task<Answer> SubmitAsync(string project, string? token = null) => PostAsync("/spikes", Spike(project), token);

    /// <summary>As <see cref="SubmitAsync"/>, from a page of an origin.</summary>
    public Task<Answer> SubmitFromAsync(string origin, string project, string? token = null) => SendAsync(
        HttpMethod.Post, "/spikes", token, Json(Spike(project).ToJsonString()), headers => headers.TryAddWithoutValidation("Origin", origin));

    public Task<Answer> RegisterAsync(string token, string key, params string[] origins) => PostAsync(
        "/projects", new JsonObject { ["key"] = key, ["allowed_origins"] = new JsonArray([.. origins.Select(origin => JsonValue.Create(origin))]) }, token);

    /// <summary>A key of its own, registered.</summary>
    public async Task<string> NewProjectAsync(string token, params string[] origins)
    {
        var key = "project-" + Guid.NewGuid().ToString("N");
        (await RegisterAsync(token, key, origins)).Is(201);
        return key;
    }

    public static StringContent Json(string text) => new(text, Encoding.UTF8, "application/json");

    /// <summary>Whom the server has sent a mail so far.</summary>
    public async Task<IReadOnlyCollection<string>> MailedAddressesAsync()
    {
        if (_mails is not null)
            return await _mails.AddressesAsync();
        return [.. (await CapturedMailsAsync()).Select(mail => mail!["to"]!.GetValue<string>())];
    }

    public void Dispose() => _http.Dispose();

    private async Task<Answer> SendAsync(
        HttpMethod method, Uri address, string? token, HttpContent? body, Action<HttpRequestHeaders>? headers)
    {
        using var request = new HttpRequestMessage(method, address) { Content = body };
        if (token is not null)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        request.Headers.TryAddWithoutValidation("X-Forwarded-For", ClientAddress);
        headers?.Invoke(request.Headers);
        using var response = await _http.SendAsync(request);
        return await Answer.ReadAsync(response);
    }

    private Uri NextAddress() => _addresses[(int)((uint)Interlocked.Increment(ref _requests) % (uint)_addresses.Count)];

    private static string MailedToken(string text)
    {
        const string Mark = "/auth/verify?token=";
        var start = text.IndexOf(Mark, StringComparison.Ordinal) + Mark.Length;
        return new string([.. text[start..].TakeWhile(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_')]);
    }

    private async Task<string> ReadCapturedMailAsync(string email)
    {
        using var deadline = new CancellationTokenSource(MailLimit);
        while (true)
        {
            var mail = (await CapturedMailsAsync(deadline.Token)).FirstOrDefault(mail => mail!["to"]!.GetValue<string>() == email);
            if (mail is not null)
                return mail["text"]!.GetValue<string>();
        }
    }

    private async Task<JsonArray> CapturedMailsAsync(CancellationToken cancellationToken = default) =>
        (await _http.GetFromJsonAsync<JsonArray>(new Uri(NextAddress(), "/dev/mail"), cancellationToken))!;
}
