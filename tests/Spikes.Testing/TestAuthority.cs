using System.Net;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Spikes.Testing;

/// <summary>A certificate authority that nobody trusts who is not told to, for servers of tests.</summary>
public sealed class TestAuthority : IDisposable
{
    private const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";
    private const string ClientAuthentication = "1.3.6.1.5.5.7.3.2";

    private static readonly DateTimeOffset Now = TimeProvider.System.GetUtcNow();

    private readonly List<X509Certificate2> _issued = [];

    public TestAuthority()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = NewRequest("Test authority", key, isAuthority: true);
        Certificate = request.CreateSelfSigned(Now.AddDays(-2), Now.AddDays(2));
    }

    /// <summary>What has to be trusted; as a file for <c>SSL_CERT_FILE</c> through its <c>ExportCertificatePem</c>.</summary>
    public X509Certificate2 Certificate { get; }

    /// <summary>A server's certificate.</summary>
    /// <param name="host">A name or an IP address.</param>
    public SslStreamCertificateContext Issue(string host) => Sign(host, NewRequest, Certificate, Now.AddDays(1));

    /// <summary>One whose time is over.</summary>
    public SslStreamCertificateContext IssueExpired(string host) => Sign(host, NewRequest, Certificate, Now.AddMinutes(-1));

    /// <summary>One that may be used by clients only.</summary>
    public SslStreamCertificateContext IssueForClient(string host) =>
        Sign(host, (name, key) => NewRequest(name, key, isAuthority: false, ClientAuthentication), Certificate, Now.AddDays(1));

    /// <summary>One from an intermediate authority that the server leaves out, and that could be had elsewhere.</summary>
    /// <param name="host">A name or an IP address.</param>
    /// <param name="issuer">Where, as the certificate says.</param>
    public SslStreamCertificateContext IssueIncomplete(string host, Uri issuer)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = NewRequest("Test intermediate", key, isAuthority: true);
        using var bare = request.Create(Certificate, Now.AddDays(-1), Now.AddDays(1), Serial());
        var intermediate = Keep(bare.CopyWithPrivateKey(key));
        return Sign(host, WithIssuer, intermediate, Now.AddDays(1));

        CertificateRequest WithIssuer(string name, ECDsa leafKey)
        {
            var leaf = NewRequest(name, leafKey);
            leaf.CertificateExtensions.Add(new X509AuthorityInformationAccessExtension(null, [issuer.ToString()]));
            return leaf;
        }
    }

    public void Dispose()
    {
        foreach (var certificate in _issued) certificate.Dispose();
        Certificate.Dispose();
    }

    private static CertificateRequest NewRequest(string host, ECDsa key) => NewRequest(host, key, isAuthority: false);

    private static CertificateRequest NewRequest(string name, ECDsa key, bool isAuthority, string usage = ServerAuthentication)
    {
        var request = new CertificateRequest("CN=" + name, key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(isAuthority, false, 0, critical: true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        if (isAuthority) return request;
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(usage)], critical: false));
        var names = new SubjectAlternativeNameBuilder();
        if (IPAddress.TryParse(name, out var address))
            names.AddIpAddress(address);
        else
            names.AddDnsName(name);
        request.CertificateExtensions.Add(names.Build());
        return request;
    }

    private static byte[] Serial()
    {
        // Two certificates of one issuer may not share a number.
        var serial = RandomNumberGenerator.GetBytes(16);
        serial[0] &= 0x7f;
        return serial;
    }

    private SslStreamCertificateContext Sign(
        string host, Func<string, ECDsa, CertificateRequest> newRequest, X509Certificate2 issuer, DateTimeOffset until)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var bare = newRequest(host, key).Create(issuer, Now.AddDays(-1), until, Serial());
        // Offline: else it would look for the issuer on the network, and add the ones it finds.
        return SslStreamCertificateContext.Create(Keep(bare.CopyWithPrivateKey(key)), null, offline: true);
    }

    private X509Certificate2 Keep(X509Certificate2 certificate)
    {
        _issued.Add(certificate);
        return certificate;
    }
}
