using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Spikes.Gateway.Configuration;

namespace Spikes.Silo.Tests.Mail;

/// <summary>A mail server for one test: speaks enough SMTP to take a mail, and refuses or falls silent where it is told to.</summary>
internal sealed class SmtpSink : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _end = new();
    private readonly Task _running;

    public SmtpSink()
    {
        _listener.Start();
        _running = RunAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>Answers by the first word of a command, in place of the usual ones; an empty answer is silence.</summary>
    public Dictionary<string, string> Answers { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Speaks TLS, with a certificate that nobody trusts: after STARTTLS, or from the first byte.</summary>
    public SmtpSecurity Security { get; set; } = SmtpSecurity.None;

    /// <summary>Commands as they came.</summary>
    public List<string> Commands { get; } = [];

    /// <summary>The mail that was accepted last.</summary>
    public string? Mail { get; private set; }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _running;
        _listener.Stop();
        _end.Dispose();
    }

    private async Task RunAsync()
    {
        try
        {
            while (true)
            {
                using var client = await _listener.AcceptTcpClientAsync(_end.Token);
                await TalkAsync(Security is SmtpSecurity.Tls ? await SecureAsync(client.GetStream()) : client.GetStream(), "220 sink ready");
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or IOException or SocketException or AuthenticationException)
        {
        }
    }

    private async Task<SslStream> SecureAsync(Stream stream)
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=127.0.0.1", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.MaxValue);
        var secure = new SslStream(stream);
        await secure.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificate = certificate }, _end.Token);
        return secure;
    }

    private async Task TalkAsync(Stream stream, string? greeting)
    {
        using var reader = new StreamReader(stream, Encoding.Latin1);
        await using var writer = new StreamWriter(stream, Encoding.Latin1) { NewLine = "\r\n", AutoFlush = true };
        if (greeting is not null)
            await SayAsync(writer, "CONNECT", greeting);
        while (await reader.ReadLineAsync(_end.Token) is { } line)
        {
            Commands.Add(line);
            var verb = line.Split(' ', ':')[0].ToUpperInvariant();
            await SayAsync(writer, verb, UsualAnswer(verb));
            if (verb == "STARTTLS")
                await TalkAsync(await SecureAsync(stream), greeting: null);
            if (verb is "QUIT" or "STARTTLS")
                return;
            if (verb != "DATA" || Answers.ContainsKey("DATA"))
                continue;
            var mail = await ReadMailAsync(reader);
            await SayAsync(writer, "END", "250 taken");
            Mail = Answers.ContainsKey("END") ? Mail : mail;
        }
    }

    private async Task SayAsync(StreamWriter writer, string verb, string usual)
    {
        var answer = Answers.GetValueOrDefault(verb, usual);
        if (answer.Length > 0)
            await writer.WriteLineAsync(answer.AsMemory(), _end.Token);
    }

    private async Task<string> ReadMailAsync(StreamReader reader)
    {
        var mail = new StringBuilder();
        while (await reader.ReadLineAsync(_end.Token) is { } line && line != ".")
            mail.Append(line.StartsWith('.') ? line[1..] : line).Append("\r\n");
        return mail.ToString();
    }

    private string UsualAnswer(string verb) => verb switch
    {
        "EHLO" => (Security is SmtpSecurity.StartTls ? "250-sink\r\n250-STARTTLS\r\n" : "250-sink\r\n") + "250-AUTH PLAIN\r\n250 8BITMIME",
        "DATA" => "354 go on",
        "AUTH" => "235 welcome",
        "STARTTLS" => "220 go on",
        "QUIT" => "221 bye",
        _ => "250 fine",
    };
}
