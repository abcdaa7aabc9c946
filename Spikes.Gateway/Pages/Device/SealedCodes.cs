using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;

namespace Spikes.Gateway.Pages.Device;

/// <summary>Encrypts the user code that a sign-in mail must lead back to: codes are not at rest in clear.</summary>
internal sealed class SealedCodes(IDataProtectionProvider protection)
{
    private readonly IDataProtector _protector = protection.CreateProtector("Spikes.Device.UserCode");

    public string Seal(string userCode) => _protector.Protect(userCode);

    /// <summary>The code, or null when it cannot be read any more.</summary>
    public string? Open(string? text)
    {
        try
        {
            return text is null ? null : _protector.Unprotect(text);
        }
        catch (CryptographicException)
        {
            return null;
        }
    }
}
